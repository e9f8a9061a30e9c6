<?php

declare(strict_types=1);

namespace StatusSync\Php\Cli;

use StatusSync\Php\Failure;

/** Options and words of a command line. */
final class Arguments
{
    /** @var array<string, string|true> */
    private $options = [];

    /** @var list<string> */
    private $words = [];

    /** @var string in front of what is wrong */
    private $place;

    /**
     * @param list<string> $argv without the program's name
     * @param list<string> $valued options that take a value
     * @param list<string> $flags options that take none
     * @param bool $stop stop at the first word (global options); the rest is rest()
     * @throws Failure for an unknown option or a missing value
     */
    public function __construct(array $argv, array $valued, array $flags, string $place = '', bool $stop = false)
    {
        $this->place = $place === '' ? '' : "$place: ";
        while ($argv !== []) {
            $word = array_shift($argv);
            if ($word === '--') {
                array_push($this->words, ...$argv);
                return;
            }
            if (strncmp($word, '-', 1) !== 0 || $word === '-') {
                $this->words[] = $word;
                if ($stop) {
                    array_push($this->words, ...$argv);
                    return;
                }
                continue;
            }
            [$name, $value] = array_pad(explode('=', $word, 2), 2, null);
            if (in_array($name, $flags, true) && $value === null) {
                $this->options[$name] = true;
            } elseif (in_array($name, $valued, true)) {
                if ($value === null) {
                    if ($argv === []) {
                        throw new Failure("{$this->place}$name needs a value; see --help");
                    }
                    $value = array_shift($argv);
                }
                $this->options[$name] = $value;
            } else {
                throw new Failure("{$this->place}unknown option $name; see --help");
            }
        }
    }

    /** @return list<string> */
    public function words(): array
    {
        return $this->words;
    }

    public function has(string $name): bool
    {
        return isset($this->options[$name]);
    }

    public function value(string $name): ?string
    {
        $value = $this->options[$name] ?? null;
        return is_string($value) ? $value : null;
    }

    public function int(string $name, int $default, int $most): int
    {
        $value = $this->value($name);
        if ($value === null) {
            return $default;
        }
        if (preg_match('/^\d{1,9}$/', $value) !== 1 || (int) $value > $most) {
            throw new Failure("$name: a whole number from 0 to $most is expected");
        }
        return (int) $value;
    }

    /** @return string of --lang: de or en, the command line's own language */
    public function language(): string
    {
        $language = $this->value('--lang') ?? 'en';
        if (!in_array($language, ['de', 'en'], true)) {
            throw new Failure("{$this->place}--lang $language is unknown; one of de, en");
        }
        return $language;
    }

    /** Refuses another number of words. */
    public function expect(int $least, int $most, string $usage): void
    {
        $count = count($this->words);
        if ($count < $least || $count > $most) {
            throw new Failure("usage: statussync $usage");
        }
    }
}
