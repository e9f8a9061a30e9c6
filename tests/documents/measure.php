<?php

declare(strict_types=1);

// usage: measure.php FILE INPUT COMMAND...: runs the command on the input; FILE gets what it took.
// The exit code is the command's; 128 + n if signal n ended it.

[, $file, $input] = $argv;
$begun = microtime(true);
$process = proc_open(array_slice($argv, 3), [['file', $input, 'r'], STDOUT, STDERR], $pipes);
if ($process === false) {
    exit(126);
}
do {
    usleep(2000);
    $status = proc_get_status($process);
} while ($status['running']);
$usage = getrusage(1); // of children that have ended
file_put_contents($file, json_encode([
    'seconds' => microtime(true) - $begun,
    'cpu' => $usage['ru_utime.tv_sec'] + $usage['ru_stime.tv_sec'] + ($usage['ru_utime.tv_usec'] + $usage['ru_stime.tv_usec']) / 1e6,
    'megabytes' => $usage['ru_maxrss'] / 1024,
]));
exit($status['signaled'] ? 128 + $status['termsig'] : $status['exitcode']);
