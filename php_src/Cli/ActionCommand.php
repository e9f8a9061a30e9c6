<?php

declare(strict_types=1);

namespace StatusSync\Php\Cli;

use StatusSync\Php\Failure;
use StatusSync\Php\Settings\Document;
use StatusSync\Php\Store\Actions;
use StatusSync\Php\Store\OwnerActions;

/** What is done by hand for orders and messages. */
final class ActionCommand implements Command
{
    private const USAGE = [
        'ignore' => 'ignore ORDER', 'unignore' => 'unignore ORDER', 'send' => 'send ORDER', 'look' => 'look ORDER',
        'cancel-revoke' => 'cancel-revoke ORDER', 'cancel-reason' => 'cancel-reason ORDER REASON',
        'link' => 'link ORDER AMAZON_NUMBER [--account ID]', 'role' => 'role ORDER main|split|none',
        'carrier-confirm' => 'carrier-confirm ORDER [--undo]', 'replace-theirs' => 'replace-theirs ORDER [--undo]',
    ];

    /** Options and words behind ORDER; none where a command is not named. */
    private const OPTIONS = ['link' => ['--account']];
    private const FLAGS = ['carrier-confirm' => ['--undo'], 'replace-theirs' => ['--undo']];
    private const WITH_WORD = ['link', 'cancel-reason', 'role'];
    private const WORDS = ['role' => ['main', 'split', 'none'], 'cancel-reason' => Document::REASONS];

    public function run(Context $context, string $name, array $argv): int
    {
        if ($name === 'retry') {
            return $this->retry($context, $argv);
        }
        $args = new Arguments($argv, self::OPTIONS[$name] ?? [], self::FLAGS[$name] ?? [], $name);
        $words = in_array($name, self::WITH_WORD, true) ? 2 : 1;
        $args->expect($words, $words, self::USAGE[$name]);
        $order = trim($args->words()[0]); // a blank that was copied along is not to be seen
        $actions = new Actions($context->db(), $context->clock()->reader());
        if ($name === 'link') {
            $this->link($context, $actions, $order, $args);
        } else {
            $word = isset($args->words()[1]) ? trim($args->words()[1]) : ($args->has('--undo') ? 'undo' : '');
            $good = in_array($word, self::WORDS[$name] ?? [$word], true); // else it is refused with those that there are
            $sense = $good ? new ActionSense($context, $actions, $order) : null;
            if ($sense !== null) {
                $sense->check($name, $word);
            }
            OwnerActions::run($actions, $name, $order, $word);
            $note = $sense === null ? null : $sense->note($name);
            if ($note !== null) {
                $context->output->error("note: $note");
            }
        }
        $context->output->line("$name $order: done; the next run acts on it");
        return Application::OK;
    }

    /** @param list<string> $argv */
    private function retry(Context $context, array $argv): int
    {
        $usage = 'retry ID... | --cause CODE | --all';
        $args = new Arguments($argv, ['--cause'], ['--all'], 'retry');
        $ways = ($args->words() !== [] ? 1 : 0) + ($args->has('--cause') ? 1 : 0) + ($args->has('--all') ? 1 : 0);
        if ($ways !== 1) {
            throw new Failure("usage: statussync $usage");
        }
        $which = ['all' => true];
        if ($args->words() !== []) {
            $which = ['ids' => $args->words()];
        } elseif ($args->has('--cause')) {
            $which = ['cause' => (string) $args->value('--cause')];
        }
        $count = (new Actions($context->db(), $context->clock()->reader()))->retry($which);
        $context->output->line("$count message" . ($count === 1 ? '' : 's') . ' will be sent again, unless Amazon shows '
            . ($count === 1 ? 'it' : 'them') . ' by now: that is read first');
        return Application::OK;
    }

    private function link(Context $context, Actions $actions, string $order, Arguments $args): void
    {
        if ($args->value('--account') !== null) {
            $context->accounts()->get($args->value('--account')); // before the shop is asked
        }
        $facts = $context->shop()->orders([$order])[0];
        if ($facts['gone']) {
            throw new Failure("link: the shop has no order $order; check the number");
        }
        $number = trim($args->words()[1]);
        $actions->link($order, $number, $facts['purchased'], 'manual', $args->value('--account'));
        $others = array_slice(ActionSense::others($context, $number, $order), 0, 5);
        if ($others !== []) {
            $context->output->error("note: $number is on order " . implode(', ', $others) . " too, and Amazon is told of it once (double_link)."
                . " If $order is a part of it: \"role $others[0] main\" and \"role $order split\"; else link $order with its own number");
        }
    }
}
