<?php

declare(strict_types=1);

// Small value classes with the names and methods that modules of a Gambio use.
class StringType
{
    protected $value;

    public function __construct($value)
    {
        if (!is_string($value)) {
            throw new InvalidArgumentException('StringType: not a string');
        }
        $this->value = $value;
    }

    public function asString(): string
    {
        return $this->value;
    }
}

class NonEmptyStringType extends StringType
{
}

class IntType
{
    protected $value;

    public function __construct($value)
    {
        $this->value = (int) $value;
    }

    public function asInt(): int
    {
        return $this->value;
    }
}

class IdType extends IntType
{
}

class BoolType
{
    private $value;

    public function __construct($value)
    {
        $this->value = $value === true || $value === 'true' || $value === '1';
    }

    public function asBool(): bool
    {
        return $this->value;
    }
}

class ExistingFile
{
    private $path;

    public function __construct(StringType $path)
    {
        if (!is_file($path->asString())) {
            throw new InvalidArgumentException('no such file: ' . $path->asString());
        }
        $this->path = $path->asString();
    }

    public function getFilePath(): string
    {
        return $this->path;
    }
}

class ExistingDirectory
{
    private $path;

    public function __construct(string $path)
    {
        $this->path = $path;
    }

    public function getAbsolutePath(): string
    {
        return $this->path;
    }
}

class KeyValueCollection
{
    private $values;

    public function __construct(array $values = [])
    {
        $this->values = $values;
    }

    public function getArray(): array
    {
        return $this->values;
    }
}

class Asset
{
    public $path;

    public function __construct($path)
    {
        $this->path = $path;
    }
}

class AssetCollection
{
    public $assets = [];

    public function add(Asset $asset)
    {
        $this->assets[] = $asset;
        return $this;
    }
}

class ContentNavigationCollection
{
    public $items = [];

    public function __construct(array $items = [])
    {
        $this->items = $items;
    }

    public function add(StringType $name, StringType $url, BoolType $current)
    {
        $this->items[] = [$name->asString(), $url->asString(), $current->asBool()];
        return $this;
    }
}

class PageToken
{
    private $tokens = [];
    private $active;

    public function __construct($active = true)
    {
        $this->active = $active;
    }

    public function generate_token()
    {
        $token = md5(random_bytes(16));
        $this->tokens[$token] = true;
        $this->tokens = array_slice($this->tokens, -200);
        return $token;
    }

    public function is_valid($token)
    {
        if ($this->active === false) {
            return true;
        }
        if (!is_string($token) || !isset($this->tokens[$token])) {
            die('Unsecure page token!');
        }
        return true;
    }
}
