<?php

declare(strict_types=1);

namespace StatusSync\Php\Cli;

use StatusSync\Php\Failure;
use StatusSync\Php\Json;
use StatusSync\Php\Secrets\Redact;

/** Standard output and standard error; everything passes the redaction of secrets. */
class Output
{
    /** @var resource */
    private $out;

    /** @var resource */
    private $err;

    /** @var bool nobody reads standard output any more */
    private $gone = false;

    /**
     * @param resource $out
     * @param resource $err
     */
    public function __construct($out, $err)
    {
        $this->out = $out;
        $this->err = $err;
    }

    public function line(string $text = ''): void
    {
        $this->write(Redact::text($text) . "\n");
    }

    /** Bytes as they are (documents). */
    public function raw(string $bytes): void
    {
        $this->write($bytes);
    }

    /** The one document of --json. @param mixed $document */
    public function json($document): void
    {
        $this->write(Redact::text(Json::encode($document)) . "\n");
    }

    /**
     * The same, its one list written entry by entry. The first is asked for before anything is written: what fails then
     * leaves no half of a document.
     *
     * @param \Generator<int, mixed> $entries
     */
    public function jsonList(string $name, \Generator $entries): void
    {
        $entries->rewind();
        $this->write('{' . Json::encode($name) . ':[');
        for ($between = ''; $entries->valid() && !$this->gone; $entries->next()) {
            $this->write($between . Redact::text(Json::encode($entries->current())));
            $between = ',';
        }
        $this->write("]}\n");
    }

    /** One cause, one line. */
    public function error(string $text): void
    {
        // the extension names the class of an exception; what is written for a person needs none
        $text = str_replace(Failure::class . ': ', '', Redact::text($text));
        fwrite($this->err, 'statussync: ' . trim((string) preg_replace('/\s+/', ' ', $text)) . "\n");
    }

    /** Whoever reads may stop ("| head"): the rest is for nobody, and what was done stays done. */
    private function write(string $bytes): void
    {
        while ($bytes !== '' && !$this->gone) {
            error_clear_last();
            $written = @fwrite($this->out, $bytes);
            if ($written === false || $written === 0) {
                $why = error_get_last()['message'] ?? 'nothing was taken';
                $this->gone = true;
                if (strpos($why, 'errno=32') === false) {
                    throw new \RuntimeException("standard output: could not be written ($why); check the disk it goes to");
                }
                return;
            }
            $bytes = $written === strlen($bytes) ? '' : (string) substr($bytes, $written);
        }
    }

    /**
     * A table with aligned columns.
     *
     * @param list<string> $head
     * @param iterable<list<string>> $rows kept as one text each until their widths are known: there may be very many
     */
    public function table(array $head, iterable $rows): void
    {
        $widths = array_map([self::class, 'width'], $head);
        $packed = [implode("\0", $head)];
        foreach ($rows as $row) {
            foreach ($row as $i => $cell) {
                $widths[$i] = max($widths[$i], self::width($cell));
            }
            $packed[] = implode("\0", str_replace("\0", '', $row));
        }
        foreach ($packed as $text) {
            $line = '';
            foreach (explode("\0", $text) as $i => $cell) {
                $line .= $cell . str_repeat(' ', $widths[$i] - self::width($cell) + 2);
            }
            $this->line(rtrim($line));
        }
    }

    private static function width(string $text): int
    {
        return strlen((string) preg_replace('/[\x80-\xbf]/', '', $text));
    }
}
