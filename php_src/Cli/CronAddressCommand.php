<?php

declare(strict_types=1);

namespace StatusSync\Php\Cli;

use StatusSync\Php\Failure;
use StatusSync\Php\Install\CronToken;
use StatusSync\Php\Shop\Detector;

/** cron-address: a new address that runs what is due, for shops whose pages do not show one. */
final class CronAddressCommand implements Command
{
    public function run(Context $context, string $name, array $argv): int
    {
        (new Arguments($argv, [], [], $name))->expect(0, 0, 'cron-address');
        $system = (string) $context->system();
        $entry = Detector::CRON[$system] ?? null;
        if ($entry === null || $system === Detector::XTC3) { // the web server's PHP cannot run that one's
            throw new Failure('cron-address: this shop has no address to call; use the command line'
                . ' (with --shop DIR "install" prints the line)');
        }
        $address = rtrim($context->shopConfig()->url, '/') . "/$entry?token=";
        $context->output->line($address . (new CronToken($context->db()))->make());
        $context->output->line('An earlier address is no longer valid. It is not shown again: keep it where the cron job is.');
        return Application::OK;
    }
}
