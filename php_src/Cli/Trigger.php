<?php

declare(strict_types=1);

namespace StatusSync\Php\Cli;

use StatusSync\Php\Failure;
use StatusSync\Php\Install\CronToken;
use StatusSync\Php\Jobs\Worker;
use StatusSync\Php\Json;
use StatusSync\Php\Notify\ShopMail;
use StatusSync\Php\Secrets\Redact;
use StatusSync\Php\Store\Accounts;

/**
 * What calls the worker from inside a shop's tree: its cron entry (command line, or address with a
 * token) and the shop's own scheduler. Each does what "run --if-due" does; leases keep them apart.
 *
 * The last call of each kind is kept (meta "seen_cli", "seen_url", "seen_scheduler"), so that the pages
 * can say who calls, with which PHP, and whether that PHP has the extension. Of "run" on the command line the
 * last one that had something to do: without a terminal it was called by itself, with one it was a person
 * ("seen_hand", with how many runs there were before the first that was noted).
 */
final class Trigger
{
    private const SECONDS = ['cli' => 60, 'url' => 20, 'scheduler' => 20];

    /** @var string */
    private $kind;

    /** @var Context */
    private $context;

    /** @var resource */
    private $out;

    /** @var resource */
    private $err;

    private function __construct(string $shop, string $kind)
    {
        $this->kind = $kind;
        $this->out = fopen('php://memory', 'w+b');
        $this->err = fopen('php://memory', 'w+b');
        $clock = getenv('STATUSSYNC_CLOCK'); // refused unless every address of Amazon is on this machine
        $this->context = new Context(new Output($this->out, $this->err), ['shop' => $shop, 'dsn' => null,
            'config' => null, 'clock' => $clock === false || $clock === '' ? null : $clock]);
        $this->context->budget = self::SECONDS[$kind];
        $this->context->called = true;
    }

    /**
     * The cron entry.
     *
     * @return int exit code of the command line; what is wrong goes to standard error, or to the answer
     */
    public static function entry(string $shop): int
    {
        $web = PHP_SAPI !== 'cli';
        try {
            $trigger = new self($shop, $web ? 'url' : 'cli');
            if ($web) {
                return $trigger->answer();
            }
            [$code, $text] = $trigger->run();
            if ($text !== '' && $code !== Application::TAKEN) {
                fwrite(STDERR, $text);
            }
            return $code;
        } catch (\Throwable $e) {
            if ($web) {
                http_response_code(503);
                return Application::USAGE;
            }
            fwrite(STDERR, 'statussync: ' . Redact::text($e->getMessage()) . "\n");
            return Application::USAGE;
        }
    }

    /**
     * The shop's own scheduler, inside a request of the shop.
     *
     * @return bool whether it ran (the shop then logs it)
     */
    public static function scheduler(string $shop): bool
    {
        try {
            $trigger = new self($shop, 'scheduler');
            $trigger->context->mailer = ShopMail::orPlain();
            return $trigger->run()[0] !== Application::USAGE;
        } catch (\Throwable $e) {
            return false; // the tasks behind this one must go on
        }
    }

    /** The address: nothing without the token, and nothing is told to whoever lacks it. */
    private function answer(): int
    {
        header('Content-Type: text/plain; charset=utf-8');
        header('Cache-Control: no-store');
        header('X-Robots-Tag: noindex');
        $token = $_POST['token'] ?? $_GET['token'] ?? $_SERVER['HTTP_X_STATUSSYNC_TOKEN'] ?? '';
        $this->context->keepSchema();
        if (!is_string($token) || !(new CronToken($this->context->db()))->valid($token)) {
            http_response_code(403);
            echo "forbidden\n";
            return Application::USAGE;
        }
        ignore_user_abort(true);
        @set_time_limit(self::SECONDS['url'] + 60);
        [$code, $text] = $this->run();
        http_response_code($code === Application::USAGE ? 503 : 200);
        echo $code === Application::OK ? "ok\n" : ($code === Application::TAKEN ? "busy\n" : "see the admin page\n");
        return $code;
    }

    /** @return array{0: int, 1: string} exit code, lines of standard error */
    private function run(): array
    {
        $this->context->keepSchema();
        $code = Application::USAGE;
        try {
            $overview = $this->context->overview();
            $key = $this->context->keyFile();
            // what the pages asked for first where no run would do it: it may be the key, or the first account
            $alone = $overview['accounts'] === [] || !$key->exists();
            if ($alone && $overview['jobs'] > 0 && extension_loaded('statussync')) {
                (new Worker($this->context))->work();
                $this->context->forget();
                $overview = $this->context->overview();
            }
            $fault = extension_loaded('statussync') && $overview['accounts'] !== [] ? $key->fault() : null;
            if ($fault !== null) {
                throw new Failure($fault);
            }
            $code = $overview['accounts'] === [] ? Application::OK
                : (new RunCommand())->run($this->context, 'run', ['--if-due']);
        } catch (Failure $e) {
            foreach ($e->causes() as $cause) {
                $this->context->output->error($cause);
            }
        } catch (\Throwable $e) {
            $this->context->output->error($e->getMessage() === '' ? get_class($e) : $e->getMessage());
        }
        rewind($this->err);
        $text = (string) stream_get_contents($this->err);
        self::seen($this->context, $this->kind, $code, $text);
        foreach ($this->context->needs as $line) { // the pages show these with everything that helps
            $this->context->output->error($line);
        }
        rewind($this->err);
        return [$code, (string) stream_get_contents($this->err)];
    }

    /** Keeps who called; that it cannot be kept is no reason to fail. @param array<string, int> $more */
    public static function seen(Context $context, string $kind, int $code, string $text, array $more = []): void
    {
        try {
            (new Accounts($context->db()))->meta("seen_$kind", Json::encode([
                'at' => ($context->time())(), 'php' => PHP_VERSION, 'sapi' => PHP_SAPI,
                'binary' => PHP_BINARY, 'extension' => phpversion('statussync') ?: null,
                'code' => $code, 'text' => substr($text, 0, 500),
            ] + $more));
        } catch (\Throwable $e) {
            return;
        }
    }
}
