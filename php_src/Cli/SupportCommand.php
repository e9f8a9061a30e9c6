<?php

declare(strict_types=1);

namespace StatusSync\Php\Cli;

use StatusSync\Php\Failure;
use StatusSync\Php\Json;
use StatusSync\Php\Secrets\Redact;
use StatusSync\Php\Settings\Document;
use StatusSync\Php\Store\Reports;
use StatusSync\Php\Store\Schema;
use StatusSync\Php\Store\SupportRows;
use StatusSync\Php\Words\Mask;

/**
 * support-bundle FILE: one JSON file for whoever helps, without secrets and personal data.
 *
 * What a shop or a person may have typed is left out or masked; what is kept are our own codes, times, ids,
 * order numbers, Amazon's codes and its words after masking.
 */
final class SupportCommand implements Command
{
    public function run(Context $context, string $name, array $argv): int
    {
        $args = new Arguments($argv, [], [], $name);
        $args->expect(1, 1, 'support-bundle FILE');
        $path = $args->words()[0];
        $text = Redact::text(Json::pretty($this->document($context))) . "\n";
        $mask = umask(0077);
        $file = @fopen($path, 'xb');
        umask($mask);
        if ($file === false) {
            throw new Failure(file_exists($path)
                ? "support-bundle $path: is there already; name another file"
                : "support-bundle $path: cannot be made; check its directory and rights");
        }
        $whole = fwrite($file, $text) === strlen($text) && fflush($file);
        fclose($file);
        if (!$whole) {
            unlink($path);
            throw new Failure("support-bundle $path: cannot be written; check the space on the disk");
        }
        $context->output->line("$path: " . strlen($text) . ' bytes; no secrets, no names, addresses or e-mail; order'
            . ' numbers are in it, tracking numbers by their last four signs. Read it before you send it');
        return Application::OK;
    }

    /** @return array<string, mixed> */
    private function document(Context $context): array
    {
        $out = ['made_at' => (int) ($context->time())(), 'versions' => self::versions()];
        $out['doctor'] = array_map(static function (array $check): array {
            return ['name' => $check['name'], 'level' => $check['level'], 'text' => Mask::words(self::home($check['text']))];
        }, (new DoctorCommand())->findings($context));
        try {
            $context->readOnly(); // a bundle must be possible beside a database that cannot be written
            $db = $context->db();
            $out['versions']['database'] = $db->dialect()->version();
            $out['versions']['schema'] = (new Schema($db))->current();
            $out['settings'] = self::settings($context);
            $rows = new SupportRows($db);
            $out['accounts'] = self::accounts($context);
            $out += $rows->all();
        } catch (Failure $e) {
            $out['database'] = Mask::words($e->getMessage());
        }
        return $out;
    }

    /** @return array<string, string|bool> */
    private static function versions(): array
    {
        $out = ['statussync' => phpversion('statussync') ?: 'not loaded', 'php' => PHP_VERSION,
            'zts' => (bool) PHP_ZTS, 'system' => php_uname('s') . ' ' . php_uname('r') . ' ' . php_uname('m')];
        foreach (['PDO', 'pdo_mysql', 'pdo_sqlite', 'sodium', 'curl', 'libxml', 'mbstring', 'openssl', 'pcntl'] as $name) {
            $out[$name] = phpversion($name) ?: 'missing';
        }
        return $out;
    }

    /** @return array<string, array<string, mixed>> account ("": common) => document */
    private static function settings(Context $context): array
    {
        $ids = array_merge([''], array_column($context->accounts()->all(), 'id'));
        $out = [];
        foreach ($ids as $id) {
            $document = $context->settings()->document((string) $id);
            $document['notify']['email'] = $document['notify']['email'] === null ? null : '[set]';
            foreach ($document['ship'] as $i => $rule) {
                $document['ship'][$i]['ship_from'] = $rule['ship_from'] === null ? null : '[set]';
            }
            $document['carrier'] = self::carriers($document['carrier']);
            $document['method'] = self::masked($document['method'], ['value', 'map']);
            $document = self::masked($document, ['status_names']);
            foreach (['carrier', 'method', 'tracking', 'amazon_number'] as $section) {
                foreach ($document[$section]['where'] ?? [] as $column => $value) {
                    $document[$section]['where'][$column] = Mask::value((string) $value);
                }
            }
            $out[$id === '' ? 'common' : "account $id"] = array_intersect_key($document, Document::DEFAULTS);
        }
        return $out;
    }

    /**
     * Carriers are the shop's own words, which may be somebody's name: Amazon's codes and numbers stay, the rest by its
     * length. The map becomes a list, for two names may have the same length.
     *
     * @param array<string, mixed> $section
     * @return array<string, mixed>
     */
    private static function carriers(array $section): array
    {
        $word = static function ($value) {
            $known = is_int($value) || ctype_digit((string) (is_array($value) ? '' : $value)) || (is_string($value)
                && class_exists('StatusSync\Carriers') && \StatusSync\Carriers::lookup($value)['match'] === 'exact');
            return $known || $value === null || is_bool($value) ? $value
                : (is_array($value) ? ['other' => '[set]'] : Mask::value((string) $value));
        };
        $map = [];
        foreach ((array) ($section['map'] ?? []) as $name => $to) {
            $map[] = ['name' => $word($name), 'to' => $word(is_object($to) ? (array) $to : $to)];
        }
        $section['map'] = $map;
        $section['untracked'] = array_map($word, $section['untracked'] ?? []);
        foreach (array_intersect(['fallback', 'value'], array_keys($section)) as $key) {
            $section[$key] = $word(is_object($section[$key]) ? (array) $section[$key] : $section[$key]);
        }
        return $section;
    }

    /**
     * @param array<string, mixed> $section
     * @param list<string> $keys whose texts somebody typed
     * @return array<string, mixed>
     */
    private static function masked(array $section, array $keys): array
    {
        foreach (array_intersect($keys, array_keys($section)) as $key) {
            $section[$key] = is_string($section[$key]) ? Mask::value($section[$key])
                : array_map(static function ($text) {
                    return Mask::value((string) $text);
                }, (array) $section[$key]);
        }
        return $section;
    }

    /** @return list<array<string, mixed>> of the status document */
    private static function accounts(Context $context): array
    {
        $accounts = (new Reports($context->db(), $context->clock()->reader()))->status('en')['accounts'];
        foreach ($accounts as $i => $account) {
            unset($account['name'], $account['credentials']['client_id']);
            $account['stopped_text'] = Mask::words((string) $account['stopped_text']);
            foreach ($account['deadlines'] as $j => $order) {
                unset($account['deadlines'][$j]['why']);
                $account['deadlines'][$j]['detail'] = Mask::value((string) $order['detail']);
            }
            $accounts[$i] = $account;
        }
        return $accounts;
    }

    /** A path without the name of whose home it is. */
    private static function home(string $text): string
    {
        $home = (string) getenv('HOME');
        return $home === '' || $home === '/' ? $text : str_replace($home, '~', $text);
    }
}
