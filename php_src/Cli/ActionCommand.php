<?php

declare(strict_types=1);

namespace StatusSync\Php\Cli;

use StatusSync\Php\Failure;
use StatusSync\Php\Store\Actions;

/** What is done by hand for orders and messages. */
final class ActionCommand implements Command
{
    private const USAGE = [
        'ignore' => 'ignore ORDER', 'unignore' => 'unignore ORDER', 'send' => 'send ORDER', 'look' => 'look ORDER',
        'cancel-revoke' => 'cancel-revoke ORDER', 'cancel-reason' => 'cancel-reason ORDER REASON',
        'link' => 'link ORDER AMAZON_NUMBER',
    ];

    public function run(Context $context, string $name, array $argv): int
    {
        if ($name === 'retry') {
            return $this->retry($context, $argv);
        }
        $args = new Arguments($argv, [], [], $name);
        $two = $name === 'link' || $name === 'cancel-reason';
        $args->expect($two ? 2 : 1, $two ? 2 : 1, self::USAGE[$name]);
        $order = $args->words()[0];
        $actions = new Actions($context->db(), $context->clock()->reader());
        switch ($name) {
            case 'ignore':
                $actions->ignore($order);
                break;
            case 'unignore':
                $actions->ignore($order, false);
                break;
            case 'send':
                $actions->send($order);
                break;
            case 'look':
                $actions->look($order);
                break;
            case 'cancel-revoke':
                $actions->cancelRevoke($order);
                break;
            case 'cancel-reason':
                $actions->cancelReason($order, $args->words()[1]);
                break;
            default:
                $this->link($context, $actions, $order, $args->words()[1]);
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
        $context->output->line("$count message" . ($count === 1 ? '' : 's') . ' will be sent again');
        return Application::OK;
    }

    private function link(Context $context, Actions $actions, string $order, string $number): void
    {
        $facts = $context->shop()->orders([$order])[0];
        if ($facts['gone']) {
            throw new Failure("link: the shop has no order $order; check the number");
        }
        $actions->link($order, $number, $facts['purchased']);
    }
}
