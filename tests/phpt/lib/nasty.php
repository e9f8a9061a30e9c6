<?php

declare(strict_types=1);

require_once __DIR__ . '/sim.php';

/** Runs child.php, perhaps under a wrapper; returns [status, lines]. */
function child(Sim $sim, string $what, string $where, string $wrapper = ''): array
{
    $php = "$wrapper " . escapeshellarg(PHP_BINARY) . ' -n';
    foreach (['json', 'posix', 'pcntl'] as $name) {
        if (is_file(PHP_EXTENSION_DIR . "/$name.so")) {
            $php .= ' -d extension=' . escapeshellarg(PHP_EXTENSION_DIR . "/$name.so");
        }
    }
    $php .= ' -d extension=' . escapeshellarg((string) getenv('STATUSSYNC_MODULE')) . ' ' . escapeshellarg(__DIR__ . '/child.php');
    exec("$php $what $where " . escapeshellarg((string) json_encode($sim->urls)) . ' 2>&1', $out, $status);
    return [$status, $out];
}
