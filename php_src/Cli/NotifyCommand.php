<?php

declare(strict_types=1);

namespace StatusSync\Php\Cli;

use StatusSync\Php\Failure;
use StatusSync\Php\Notify\Notifier;
use StatusSync\Php\Notify\PhpMail;

/** notify: mails what is due; notify test: a mail to try the way. */
final class NotifyCommand implements Command
{
    public function run(Context $context, string $name, array $argv): int
    {
        $args = new Arguments($argv, ['--account'], [], $name);
        $args->expect(0, 1, 'notify [test] [--account ID]');
        $test = ($args->words()[0] ?? '') === 'test';
        if ($args->words() !== [] && !$test) {
            throw new Failure('usage: statussync notify [test] [--account ID]');
        }
        $accounts = RunCommand::chosen($context, $args->value('--account'));
        $notifier = self::notifier($context);
        $addresses = [];
        foreach ($accounts as $account) {
            $notify = Notifier::document($account)['notify'];
            if ($notify['email'] !== null) {
                $addresses[$notify['email']] = $notify['language'];
            }
        }
        if ($addresses === []) {
            throw new Failure('notify: no address is set; "settings import" with {"notify": {"email": "..."}}');
        }
        if (!$test) {
            $result = $notifier->due($accounts, []);
            $context->output->line($result['sent'] === [] ? 'nothing to mail' : 'mailed: ' . implode(', ', $result['sent']));
            return self::tell($context, $result['failed']) ? Application::OK : Application::PERSON;
        }
        $good = true;
        foreach ($addresses as $to => $language) {
            $sent = $notifier->test((string) $to, $language);
            $good = $good && $sent;
            $sent ? $context->output->line("a test mail to $to was handed over; look whether it arrives")
                : $context->output->error("notify: the mail to $to was not taken; check sendmail_path in php.ini (now \""
                    . ini_get('sendmail_path') . '") and that a mail server is there');
        }
        return $good ? Application::OK : Application::PERSON;
    }

    public static function notifier(Context $context): Notifier
    {
        return new Notifier(
            $context->db(),
            $context->mailer ?? new PhpMail(),
            (int) ($context->time())(),
            $context->shopConfig()->zone
        );
    }

    /** @param list<string> $failed */
    public static function tell(Context $context, array $failed): bool
    {
        if ($failed !== []) {
            $context->output->error('notify: no mail server took the mail about ' . implode(', ', $failed)
                . '; check by "notify test"; it is tried again');
        }
        return $failed === [];
    }
}
