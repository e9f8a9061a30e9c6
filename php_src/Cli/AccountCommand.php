<?php

declare(strict_types=1);

namespace StatusSync\Php\Cli;

use StatusSync\Php\Failure;
use StatusSync\Php\Secrets\SecretInput;
use StatusSync\Php\Secrets\Vault;
use StatusSync\Php\Shop\Bound;
use StatusSync\Php\Shop\Zone;
use StatusSync\Php\Store\Accounts;
use StatusSync\Php\Store\Actions;
use StatusSync\Php\Store\Hints;
use StatusSync\Php\Store\ReleaseCheck;
use StatusSync\Php\Words\Time;

/** account, activate and release. */
final class AccountCommand implements Command
{
    private const BOTH = 'credentials: give both, STATUSSYNC_CLIENT_SECRET and STATUSSYNC_REFRESH_TOKEN (or two lines on'
        . ' standard input: client secret, refresh token)';

    /** Seconds as the engine has them: after such a gap it previews; so long it reads what a put back database does not know. */
    private const LONG = 7 * 86400;
    private const REBUILD = 8 * 3600;

    public function run(Context $context, string $name, array $argv): int
    {
        if ($name === 'activate') {
            return $this->activate($context, $argv);
        }
        if ($name === 'release') {
            return $this->release($context, $argv);
        }
        $what = (string) array_shift($argv);
        switch ($what) {
            case 'add':
                return $this->add($context, $argv);
            case 'list':
                return $this->list($context, $argv);
            case 'set':
                return $this->set($context, $argv);
            case 'test':
                return (new ConnectionTest())->run($context, $argv);
            case 'move':
                return $this->move($context, $argv);
            case 'remove':
                return $this->remove($context, $argv);
            default:
                throw new Failure('usage: statussync account add|list|set|test|move|remove ...; see --help');
        }
    }

    /** @param list<string> $argv */
    private function release(Context $context, array $argv): int
    {
        $args = new Arguments($argv, [], [], 'release');
        $args->expect(1, 1, 'release ACCOUNT');
        $id = $args->words()[0];
        $account = $context->accounts()->get($id);
        $document = $context->settings()->document($id);
        $refusal = (new ReleaseCheck($context->db()))->refusal($account, $document, 'en');
        if ($refusal === null && $account['state']['mode'] === 'preview') {
            $refusal = $this->credentials($context, $id);
        }
        if ($refusal !== null) {
            throw new Failure("release $id: $refusal");
        }
        $done = (new Actions($context->db(), $context->clock()->reader()))->release($id);
        if ($done['what'] === '') {
            $context->output->line("release $id: nothing waits for it; " . ($account['state']['stopped'] === null
                ? 'the account sends by itself' : "it is stopped by something else, see \"status\""));
            return Application::OK;
        }
        $cancels = $done['what'] === 'preview' ? 0 : $done['cancel'];
        $context->output->line("release $id: {$done['ship']} shipment" . ($done['ship'] === 1 ? '' : 's')
            . ", $cancels cancel" . ($cancels === 1 ? '' : 's') . ' released; the next run sends them');
        $wait = $done['cancel'] - $cancels + $done['asked'];
        if ($wait > 0) {
            $context->output->line("  $wait cancel" . ($wait === 1 ? ' waits' : 's wait') . ': each is released by itself (send ORDER)'
                . ' or taken back (cancel-revoke ORDER)');
        }
        return Application::OK;
    }

    /** Credentials that were never used are tried before anything relies on them. @return ?string why they fail */
    private function credentials(Context $context, string $id): ?string
    {
        if (($context->accounts()->credentialDates()[$id]['token_at'] ?? 0) > 0) {
            return null;
        }
        $context->needExtension();
        $check = ConnectionTest::check($context, $id, true)[0];
        return $check['ok'] ? null : 'the credentials never worked: ' . $check['text'];
    }

    /** @param list<string> $argv */
    private function activate(Context $context, array $argv): int
    {
        $args = new Arguments($argv, ['--from'], ['--no-pilot'], 'activate');
        $args->expect(1, 1, 'activate ACCOUNT --from DATE|ORDER [--no-pilot]');
        $id = $args->words()[0];
        if ($args->value('--from') === null) {
            throw new Failure('activate: --from is missing; give a date (2025-11-08) or the first shop order');
        }
        $shop = $context->shop();
        $start = self::start($context, $shop, (string) $args->value('--from'));
        (new Actions($context->db(), $context->clock()->reader()))
            ->activate($id, $start, $shop->identity(), !$args->has('--no-pilot'));
        $time = new Time($context->shopConfig()->zone, 'en');
        $account = $context->accounts()->get($id);
        $document = $context->settings()->document($id);
        $context->output->line("activate $id: orders from " . $time->zoned($start) . ' on; '
            . self::sends($account, $document['sync'] === 'off', $time, (int) ($context->time())()));
        foreach ((new Hints($context->db()))->of($account, $document, $time, 'en') as $hint) {
            if ($hint['code'] !== 'not_released') { // just said
                $context->output->line("! {$hint['text']}");
            }
        }
        return Application::OK;
    }

    /** When an account sends that was activated (again). @param array<string, mixed> $account with its state */
    private static function sends(array $account, bool $off, Time $time, int $now): string
    {
        [$id, $state] = [$account['id'], $account['state']];
        $long = $state['mode'] === 'active' && $state['last_success'] > 0 && $now - $state['last_success'] > self::LONG;
        if ($state['mode'] === 'preview' || $long) {
            return ($long ? 'nothing ran for more than 7 days: ' : '') . 'let "run" read Amazon, look at "preview", then "release"';
        }
        $again = (int) $state['rebuild_since'] + self::REBUILD;
        if ($state['mode'] === 'rebuild' && $again > $now) {
            return 'nothing is sent now: the database was put back, so Amazon is read first; it sends again by itself from '
                . $time->zoned($again) . ' on';
        }
        if ($state['stopped'] === 'brake') {
            return "nothing is sent now: it is stopped (safety stop); look at \"list --state pending\", then \"release $id\"";
        }
        if ($state['stopped'] === 'credentials') {
            return "nothing is sent now: it is stopped, the credentials were refused; \"account test $id\" tells why, \"account set $id\""
                . ' takes new ones';
        }
        return 'it is released already' . ($off ? '' : ': the next run sends what is due');
    }

    private static function start(Context $context, \StatusSync\Shop $shop, string $from): int
    {
        if (preg_match('/^\d{4}-\d\d-\d\d/', $from) === 1) {
            $at = (new Zone($context->shopConfig()->zone))->utc($from);
            $now = (int) ($context->time())();
            if ($at > $now) {
                throw new Failure("activate: --from $from has not begun; nothing would be sent until then. Give a day up to "
                    . (new Time($context->shopConfig()->zone, 'en'))->day($now));
            }
            if ($at > 0) {
                return $at;
            }
        } elseif (ctype_digit($from)) {
            $facts = $shop->orders([$from])[0];
            if (!$facts['gone']) {
                return $facts['purchased'];
            }
            throw new Failure("activate: the shop has no order $from; check --from");
        }
        throw new Failure("activate: --from $from is neither a date (2025-11-08) nor a shop order");
    }

    /** @param list<string> $argv */
    private function add(Context $context, array $argv): int
    {
        SecretInput::refuseArguments($argv, 'account add');
        $names = ['--name', '--region', '--seller', '--client-id', '--marketplaces', '--magnalister'];
        $args = new Arguments($argv, $names, [], 'account add');
        $args->expect(1, 1, 'account add ID --name N --region eu|na|fe --seller S --client-id C --marketplaces M,M'
            . ' [--magnalister N,N]' . ($args->words() === [] ? ' (ID is missing: a short name of your own, "de" say)' : ''));
        $values = [];
        foreach ($names as $name) {
            if ($args->value($name) !== null) {
                $values[str_replace('-', '_', substr($name, 2))] = $args->value($name);
            }
        }
        $secrets = SecretInput::read([$context, 'value'], STDIN);
        if (count($secrets) === 1) {
            throw new Failure(self::BOTH);
        }
        $key = $context->keyFile();
        $fault = $key->exists() ? null : $key->unmakable();
        if ($fault !== null) {
            throw new Failure($fault); // before our tables are made for nothing
        }
        $context->db();
        $key->make();
        $public = $key->publicKey();
        $id = $args->words()[0];
        $context->accounts()->add($id, $values, $public, $secrets === [] ? null : Vault::seal($secrets, $public));
        $context->output->line("account $id: added; key file " . $key->path());
        self::doubts($context->output, $id, $values);
        self::otherUser($context, $key->path());
        if ($key->exposed() !== null) {
            $context->output->error('note: ' . $key->exposed());
        }
        if ($secrets === []) {
            $context->output->error("note: account $id has no credentials yet; give them to \"account set $id\" "
                . SecretInput::HOW);
        } else {
            self::untested($context, $id);
        }
        return Application::OK;
    }

    /** @param array<string, string> $values */
    private static function doubts(Output $output, string $id, array $values): void
    {
        foreach (Accounts::doubts($values) as $doubt) {
            $output->error("note: account $id: $doubt; \"account set $id\" corrects it");
        }
    }

    /** Root made the key file, and the shop is somebody else's: his cron job will not find it. */
    private static function otherUser(Context $context, string $path): void
    {
        $folder = $context->folder();
        $owner = $folder === '' ? 0 : (int) fileowner($folder);
        if ($owner === 0 || !function_exists('posix_geteuid') || posix_geteuid() !== 0) {
            return;
        }
        $name = posix_getpwuid($owner)['name'] ?? (string) $owner;
        $context->output->error("note: the key file is root's, the shop's files are $name's. A cron job that runs as $name cannot"
            . " use it: chown it ($path) and set STATUSSYNC_KEY_FILE for both, or remove it and repeat this as $name (sudo -u"
            . " $name ...)");
    }

    /** Credentials are stored, Amazon was not asked: says what is next. */
    private static function untested(Context $context, string $id): void
    {
        $context->output->line("next: \"account test $id\" asks Amazon whether these credentials are good; nobody did yet");
    }

    /** @param list<string> $argv */
    private function list(Context $context, array $argv): int
    {
        $args = new Arguments($argv, [], ['--json'], 'account list');
        $args->expect(0, 0, 'account list [--json]');
        $list = [];
        $dates = $context->accounts()->credentialDates();
        foreach ($context->accounts()->all() as $account) {
            $list[] = [
                'id' => $account['id'], 'name' => $account['name'], 'region' => $account['region'],
                'seller' => $account['seller'], 'client_id' => $account['client_id'],
                'marketplaces' => $account['marketplaces'], 'on' => $account['on'], 'mode' => $account['state']['mode'],
                'credentials' => $account['secrets'] !== null, 'start_at' => $account['start_at'],
                'magnalister' => $account['magnalister_ids'],
                'token_at' => (int) ($dates[$account['id']]['token_at'] ?? 0),
                'refused' => (string) ($dates[$account['id']]['refused'] ?? '') !== '',
            ];
        }
        if ($args->has('--json')) {
            $context->output->json(['accounts' => $list]);
            return Application::OK;
        }
        $rows = [];
        foreach ($list as $a) {
            $rows[] = [$a['id'], $a['name'], $a['region'], $a['seller'], implode(',', $a['marketplaces']),
                $a['on'] ? 'on' : 'off', $a['mode'], !$a['credentials'] ? 'missing'
                    : ($a['refused'] ? 'refused' : ($a['token_at'] > 0 ? 'there' : 'never tested'))];
        }
        $context->output->table(['id', 'name', 'region', 'seller', 'marketplaces', 'on', 'mode', 'credentials'], $rows);
        return Application::OK;
    }

    /** @param list<string> $argv */
    private function set(Context $context, array $argv): int
    {
        SecretInput::refuseArguments($argv, 'account set');
        $args = new Arguments($argv, [], ['--untested'], 'account set');
        $args->expect(1, 99, 'account set ID NAME=VALUE...');
        $words = $args->words();
        $id = array_shift($words);
        $values = [];
        foreach ($words as $word) {
            [$name, $value] = array_pad(explode('=', $word, 2), 2, null);
            if ($value === null) {
                throw new Failure("account set: $word is not NAME=VALUE");
            }
            $values[$name] = $value;
        }
        $context->accounts()->get($id);
        $secrets = SecretInput::read([$context, 'value'], $values === [] ? STDIN : null);
        if ($values === [] && $secrets === []) {
            throw new Failure('account set: nothing to set; names are ' . implode(', ', array_keys(Accounts::SETTABLE))
                . '; credentials come ' . SecretInput::HOW);
        }
        $tried = true;
        if ($secrets === []) {
            $context->accounts()->set($id, $values);
        } else {
            $tried = $this->newSecrets($context, $id, $secrets, $values, $args->has('--untested'));
        }
        $context->output->line("account $id: set");
        self::doubts($context->output, $id, $values);
        if (!$tried) {
            self::untested($context, $id);
        }
        return Application::OK;
    }

    /**
     * New credentials are tried, with the values that come with them, before they replace old ones. All of it is stored
     * then, or nothing: a new client id without its secret would stop the account.
     *
     * @param array<string, string> $secrets
     * @param array<string, string> $values names of Accounts::SETTABLE
     * @return bool false: Amazon was not asked
     */
    private function newSecrets(Context $context, string $id, array $secrets, array $values, bool $untested): bool
    {
        $row = $context->accounts()->preview($id, $values);
        $place = Bound::fault($id, $row['bound'], $context->identity(), $row['on']);
        if ($place !== null) {
            throw new Failure("account $id: credentials are not stored from here: it is $place");
        }
        $key = $context->keyFile();
        $old = [];
        if ($row['secrets'] !== null) {
            try {
                $old = Vault::open($row['secrets'], $key);
            } catch (Failure $e) {
                if (count($secrets) < 2) {
                    throw new Failure(array_merge($e->causes(), [self::BOTH . '; the stored ones cannot be read']));
                }
            }
        }
        $new = $secrets + $old;
        if (count(array_intersect_key($new, ['client_secret' => 1, 'refresh_token' => 1])) !== 2) {
            throw new Failure(self::BOTH);
        }
        if ($new === $old && array_intersect_key($values, ['client_id' => 1, 'region' => 1]) === []) {
            $context->accounts()->set($id, $values);
            return true;
        }
        $tested = $old !== [] && !$untested && extension_loaded('statussync');
        if ($tested) {
            $account = new \StatusSync\Account(['id' => $id, 'seller' => $row['seller'], 'region' => $row['region'],
                'client_id' => (string) $row['client_id']] + $new);
            try {
                (new \StatusSync\Client($account))->token();
            } catch (\StatusSync\Exception $e) {
                throw new Failure("account $id: Amazon refuses the new credentials, the old ones stay: "
                    . $e->getMessage() . ' (--untested stores them all the same)');
            }
        }
        if (!$key->exists()) {
            $key->make();
            self::otherUser($context, $key->path());
        }
        $public = $key->publicKey();
        $context->accounts()->seal(
            $id,
            $public,
            Vault::seal($new, $public),
            ($new['client_secret'] ?? '') !== ($old['client_secret'] ?? ''),
            ($new['refresh_token'] ?? '') !== ($old['refresh_token'] ?? ''),
            $values
        );
        $context->accounts()->dueNow($id);
        if ($tested) {
            $context->accounts()->tokenGiven($id);
        }
        return $tested;
    }

    /** @param list<string> $argv */
    private function move(Context $context, array $argv): int
    {
        $args = new Arguments($argv, [], [], 'account move');
        $args->expect(1, 1, 'account move ID');
        $id = $args->words()[0];
        $identity = $context->identity();
        $before = $context->accounts()->get($id);
        if ((string) $before['bound'] === '' || ($before['bound'] === $identity && $before['state']['stopped'] !== 'copy')) {
            $context->output->line("account $id: there is nothing to move, " . ((string) $before['bound'] === ''
                ? '"activate" binds it to where the shop is' : "it is bound to this place: $identity"));
            return Application::OK;
        }
        (new Actions($context->db(), $context->clock()->reader()))->move($id, $identity);
        $context->output->line("account $id: is bound to $identity now");
        $differences = (string) $before['bound'] === '' ? [] : Bound::differences((string) $before['bound'], $identity);
        if (isset($differences['database'])) {
            $context->output->line('from here it sends now. If the place before still runs, both send: stop its cron job'
                . " ({$before['bound']})");
        }
        if ($before['secrets'] !== null && $differences !== []) {
            self::keyAfterMove($context, $before);
        }
        return Application::OK;
    }

    /** @param list<string> $argv */
    private function remove(Context $context, array $argv): int
    {
        $args = new Arguments($argv, [], [], 'account remove');
        $args->expect(1, 1, 'account remove ID');
        $id = $args->words()[0];
        $context->accounts()->remove($id);
        $context->output->line("account $id: is removed, with its settings and credentials; it never sent anything");
        return Application::OK;
    }

    /** The key file's place depends on the shop's: says how the old one comes along. @param array<string, mixed> $before */
    private static function keyAfterMove(Context $context, array $before): void
    {
        $key = $context->keyFile();
        if ($key->exists()) {
            return;
        }
        $new = $key->path();
        // the usual name comes of the server's address, which a cluster's node has besides the cluster's own
        $named = strpos((string) $before['bound'], ' database=cluster ') === false;
        $old = $named ? Context::usualKeyFile((string) $before['bound']) : '';
        $context->output->line('next: bring the key file along: ' . (is_file($old)
            ? 'mkdir -p -m 700 ' . dirname($new) . " && cp -p $old $new"
            : 'from the machine or user before' . ($named ? ", where it is $old unless STATUSSYNC_KEY_FILE said otherwise" : '')
                . ", to $new (mode 0600)") . "; or, if it is lost, enter both credentials again by \"account set {$before['id']}\"");
    }
}
