<?php

declare(strict_types=1);

namespace StatusSync\Php;

/**
 * Something the owner can mend: usage, input, configuration.
 *
 * The text is one line that names the place and the mend; it never contains a secret. Several
 * causes (settings) are kept apart in causes(), one line each.
 */
final class Failure extends \RuntimeException
{
    /** @var list<string> */
    private $causes;

    /**
     * @param string|list<string> $causes one line a cause
     */
    public function __construct($causes, ?\Throwable $previous = null)
    {
        $this->causes = array_values((array) $causes);
        parent::__construct(implode('; ', $this->causes), 0, $previous);
    }

    /** @return list<string> */
    public function causes(): array
    {
        return $this->causes;
    }

    /** What may be shown of an error: our own sentences, never a driver's words. */
    public static function words(\Throwable $e): string
    {
        if ($e instanceof self) {
            return $e->getMessage();
        }
        return $e instanceof \PDOException ? 'database: our tables are missing or cannot be changed; "doctor" tells more'
            : 'unexpected error (' . get_class($e) . '); "doctor" tells more';
    }
}
