<?php

declare(strict_types=1);

namespace StatusSync\Php\Cli;

use StatusSync\Php\Failure;

/** bin/statussync: finds the command, runs it, turns what goes wrong into lines and exit codes. */
final class Application
{
    public const OK = 0;
    public const PERSON = 1;
    public const USAGE = 2;
    public const TAKEN = 75;

    private const COMMANDS = [
        'run' => RunCommand::class, 'refresh' => RunCommand::class, 'preview' => PreviewCommand::class,
        'status' => ReportCommand::class, 'list' => ReportCommand::class, 'order' => ReportCommand::class,
        'retry' => ActionCommand::class, 'ignore' => ActionCommand::class, 'unignore' => ActionCommand::class,
        'link' => ActionCommand::class, 'send' => ActionCommand::class, 'look' => ActionCommand::class,
        'cancel-revoke' => ActionCommand::class, 'cancel-reason' => ActionCommand::class,
        'role' => ActionCommand::class, 'carrier-confirm' => ActionCommand::class,
        'replace-theirs' => ActionCommand::class, 'notify' => NotifyCommand::class,
        'support-bundle' => SupportCommand::class, 'cron-address' => CronAddressCommand::class,
        'activate' => AccountCommand::class, 'release' => AccountCommand::class, 'account' => AccountCommand::class,
        'settings' => SettingsCommand::class, 'statuses' => StatusesCommand::class, 'doctor' => DoctorCommand::class,
        'feed' => DocumentCommand::class, 'report' => DocumentCommand::class,
        'install' => 'StatusSync\\Php\\Cli\\InstallCommand', 'uninstall' => 'StatusSync\\Php\\Cli\\InstallCommand',
        'import-magnalister' => 'StatusSync\\Php\\Cli\\ImportCommand',
    ];

    private const HELP = <<<'TEXT'
        usage: statussync [--shop DIR | --dsn DSN] [--config FILE] [--clock URL|EPOCH] COMMAND

          run [--account ID] [--if-due] [--wait SECONDS] [--lang de|en] [--json]  sync every account whose lease is free
          refresh [--account ID] [--if-due] [--wait SECONDS] [--lang de|en] [--json]  read and decide, send nothing
          preview [--account ID] [--lang de|en] [--json]  what a run would do; no network, changes nothing
          status [--lang de|en] [--json]      counts, deadlines, what will be late and why, last run, credentials
          list [--state S] [--lang de|en] [--json]  orders and their messages
          order ORDER [--lang de|en] [--json] the whole story of an order, with every request id
          retry ID... | --cause CODE | --all  send what was refused, parked or is a mismatch again
          ignore ORDER | unignore ORDER | send ORDER | look ORDER
          link ORDER AMAZON_NUMBER [--account ID]
          role ORDER main|split|none          one Amazon number on several shop orders
          carrier-confirm ORDER [--undo]      the carrier is right although the number looks like another one's
          replace-theirs ORDER [--undo]       replace what Amazon has by what the shop says
          cancel-revoke ORDER | cancel-reason ORDER REASON
          activate ACCOUNT --from DATE|ORDER [--no-pilot]
          release ACCOUNT                     release the preview, or lift the safety stop
          account add ID --name N --region eu|na|fe --seller S --client-id C --marketplaces M,M [--magnalister N,N]
          account list [--json]
          account set ID NAME=VALUE... [--untested]
          account test ID [--json]
          account move ID
          account remove ID                   one that was added by mistake and never activated
          settings export [--account ID] | import [--account ID] [--yes] < settings.json
          statuses                            the shop's statuses: number, name, what the settings make of it
          notify [--account ID] | notify test [--account ID]   mail what is due; a mail to try the way
          doctor [--json] [--offline]         what is wrong, and how to mend it
          support-bundle FILE                 one file for whoever helps: no secrets, no personal data
          cron-address                        a new address that runs what is due; the one before ends
          install SHOP_DIR | uninstall SHOP_DIR [--drop-data]
          import-magnalister [--account ID] [--mp MPID] [--yes] [--json]
          feed --type ship|cancel < JSON | report < XML
          help | --help | --version

        Secrets come from STATUSSYNC_CLIENT_SECRET, STATUSSYNC_REFRESH_TOKEN or standard input.
        Exit: 0 all well, 1 a person is needed, 2 usage or configuration, 75 every lease was taken.
        TEXT;

    /** @var Output */
    private $output;

    public function __construct(Output $output)
    {
        $this->output = $output;
    }

    /**
     * @param list<string> $argv without the program's name
     * @return int exit code
     */
    public function run(array $argv): int
    {
        try {
            return $this->dispatch($argv);
        } catch (Failure $e) {
            foreach ($e->causes() as $cause) {
                $this->output->error($cause);
            }
            return self::USAGE;
        } catch (\StatusSync\InputException $e) {
            $place = $e->getPlace();
            $line = $e->getDocumentLine();
            $this->output->error(($place === '' || strpos($e->getMessage(), $place) !== false ? '' : "$place: ")
                . $e->getMessage() . ($line > 0 ? " (line $line)" : ''));
            return self::USAGE;
        } catch (\PDOException $e) {
            $this->output->error('database: ' . $e->getMessage() . (DatabaseRights::denied($e)
                ? '; a right is missing: "doctor" names it with its GRANT statement' : '; nothing was lost, try again'));
            return self::USAGE;
        } catch (\Throwable $e) {
            $this->output->error($e->getMessage() === '' ? get_class($e) : $e->getMessage());
            return self::PERSON;
        }
    }

    /** The command that was meant, perhaps. */
    private static function near(string $name): string
    {
        $near = [];
        foreach (strlen($name) > 30 ? [] : array_keys(self::COMMANDS) as $command) {
            $distance = levenshtein($name, $command);
            if ($distance <= min(2, intdiv(strlen($command), 2)) || ($name !== '' && strpos($command, $name) === 0)) {
                $near[$command] = $distance;
            }
        }
        asort($near);
        return $near === [] ? '' : ' (' . implode(' or ', array_slice(array_keys($near), 0, 3)) . '?)';
    }

    /** @param list<string> $argv */
    private function dispatch(array $argv): int
    {
        $valued = ['--shop', '--dsn', '--config', '--clock'];
        $global = new Arguments($argv, $valued, ['--help', '-h', '--version'], '', true);
        $words = $global->words();
        if ($global->has('--version')) {
            $this->output->line('statussync ' . (phpversion('statussync') ?: '(extension not loaded)'));
            return self::OK;
        }
        if (($words[0] ?? '') === 'help' && isset(self::COMMANDS[$words[1] ?? ''])) {
            $this->output->line(self::help($words[1]));
            return self::OK;
        }
        if ($global->has('--help') || $global->has('-h') || ($words[0] ?? '') === 'help') {
            $this->output->line(self::HELP);
            return self::OK;
        }
        if ($words === []) {
            throw new Failure('which command? see --help');
        }
        $name = array_shift($words);
        $class = self::COMMANDS[$name] ?? null;
        if ($class === null) {
            throw new Failure("$name: no such command" . self::near($name) . '; see --help');
        }
        if (self::asksForHelp($words)) {
            $this->output->line(self::help($name));
            return self::OK;
        }
        if (!class_exists($class)) {
            throw new Failure("$name: is not part of this installation");
        }
        if ($global->has('--shop') && $global->has('--dsn')) {
            throw new Failure('--shop and --dsn: give one of them');
        }
        $context = new Context($this->output, [
            'shop' => $global->value('--shop'), 'dsn' => $global->value('--dsn'),
            'config' => $global->value('--config'), 'clock' => $global->value('--clock'),
        ]);
        $command = new $class();
        return $command->run($context, $name, $words);
    }

    /** @param list<string> $words behind the command */
    private static function asksForHelp(array $words): bool
    {
        foreach ($words as $word) {
            if ($word === '--') {
                return false;
            }
            if ($word === '--help' || $word === '-h') {
                return true;
            }
        }
        return false;
    }

    /** How a command is called, and what docs/cli.md says of it where that is there. */
    private static function help(string $name): string
    {
        $usages = [];
        foreach (preg_grep('/^  (\S.* \| )?' . preg_quote($name, '/') . '( |$)/', explode("\n", self::HELP)) ?: [] as $line) {
            $parts = array_filter(explode(' | ', trim($line)), static function (string $part) use ($name): bool {
                $word = explode(' ', $part)[0];
                return $word === $name || !isset(self::COMMANDS[$word]); // another command stands in the same line
            });
            $usages[] = '  ' . implode(' | ', $parts);
        }
        $text = "usage: statussync [--shop DIR | --dsn DSN] [--config FILE] [--clock URL|EPOCH] COMMAND\n\n"
            . implode("\n", $usages);
        $page = (string) @file_get_contents(__DIR__ . '/../../docs/cli.md');
        foreach (preg_split('/^(?=#{2,3} )/m', $page) ?: [] as $section) {
            [$heading, $body] = array_pad(explode("\n", $section, 2), 2, '');
            $commands = array_map(static function (string $part): string {
                return explode(' ', trim($part))[0]; // "account list, account set"
            }, explode(',', (string) preg_replace('/^#+/', '', $heading)));
            if (in_array($name, $commands, true)) {
                $text .= "\n\n" . trim((string) preg_replace(
                    ['/^ {4}.*\n/m', '/\[[\w-]+\.md\]\(([\w-]+\.md)[^)]*\)/', '/\[([^\]]+)\]\([^)]+\)/', '/`/'],
                    ['', 'docs/$1', '$1', ''],
                    $body
                ));
            }
        }
        return $text . "\n\nstatussync --help has every command.";
    }
}
