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
}
