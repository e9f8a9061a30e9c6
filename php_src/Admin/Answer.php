<?php

declare(strict_types=1);

namespace StatusSync\Php\Admin;

/** What a page or the panel wants the shop to send. */
final class Answer
{
    /** @var int */
    public $status = 200;

    /** @var ?string relative, own pages only */
    public $redirect;

    /** @var string */
    public $title = '';

    /** @var string body fragment in the charset of the shop's page */
    public $html = '';

    /** @var array<string, array{text: string, url: string, current: bool}> by page; for a shop that shows tabs in a place of its own */
    public $tabs = [];

    /** @var array<int|string, string> */
    public $headers = [];

    /** @var ?string a file in place of a page */
    public $download;

    /** @var (callable(): void)|null prints a file piece by piece, in place of a page */
    public $stream;

    /** @var ?string a line for the shop's own message box, plain text */
    public $message;

    /** @var bool whether that line is a good one */
    public $good = true;
}
