<?php

declare(strict_types=1);

namespace StatusSync\Php\Admin;

/**
 * Renders a template of admin_ui/templates: plain PHP that prints through e() and t() only.
 *
 * What comes out is ASCII: signs beyond are written as numeric references, so that it fits into a
 * page of any charset.
 */
final class View
{
    /** @var Host */
    public $host;

    /** @var Texts */
    public $texts;

    /** @var int epoch seconds of this page */
    public $now;

    public function __construct(Host $host, Texts $texts, int $now)
    {
        $this->host = $host;
        $this->texts = $texts;
        $this->now = $now;
    }

    /**
     * The one place where text becomes HTML.
     *
     * @param mixed $text UTF-8 text or a number
     */
    public function e($text): string
    {
        return mb_encode_numericentity(
            htmlspecialchars((string) $text, ENT_QUOTES | ENT_SUBSTITUTE, 'UTF-8'),
            [0x80, 0x10ffff, 0, 0x1fffff],
            'UTF-8'
        );
    }

    /** A text of the language file, escaped. @param array<string, string|int> $values */
    public function t(string $key, array $values = []): string
    {
        return $this->e($this->texts->say($key, $values));
    }

    /** @param array<string, mixed> $query */
    public function url(string $page, array $query = []): string
    {
        return $this->e($this->host->url($page, $query));
    }

    public function time(int $at): string
    {
        return $this->e($this->texts->time($at, $this->now));
    }

    /** Opens a form that writes: POST with the shop's token. @param array<string, mixed> $query */
    public function form(string $page, array $query = [], string $class = ''): string
    {
        [$name, $value] = $this->host->token();
        return '<form method="post" accept-charset="UTF-8" action="' . $this->url($page, $query) . '" class="ss-form ' . $this->e($class)
            . '" autocomplete="off"><input type="hidden" name="' . $this->e($name) . '" value="' . $this->e($value)
            . '">';
    }

    /**
     * A button of the shop's own look; a form of its own with one act.
     *
     * @param array<string, string> $fields
     * @param array<string, mixed> $query of the form's address
     */
    public function act(string $page, string $text, array $fields, bool $main = false, array $query = []): string
    {
        $html = $this->form($page, $query, 'ss-inline');
        foreach ($fields as $name => $value) {
            $html .= '<input type="hidden" name="' . $this->e($name) . '" value="' . $this->e($value) . '">';
        }
        return $html . '<button type="submit" class="' . $this->button($main) . '">' . $this->t($text)
            . '</button></form>';
    }

    public function button(bool $main = false): string
    {
        if ($this->host->system() === 'gambio') {
            return $main ? 'btn btn-primary ss-main' : 'btn btn-default';
        }
        return $this->host->system() === 'demo' ? ($main ? 'ss-button ss-main' : 'ss-button')
            : ($main ? 'button ss-main' : 'button');
    }

    /** Classes of a list; in Gambio "collapse" would hide it. */
    public function table(): string
    {
        $own = ['gambio' => ' table table-striped', 'demo' => ''][$this->host->system()] ?? ' tableBoxCenter collapse';
        return 'ss-table' . $own;
    }

    /** Attribute of a list's cell: on a telephone the head of its column stands before it. */
    public function head(string $key): string
    {
        return ' data-head="' . $this->t($key) . '"';
    }

    /** Class of a line that says something: good, warn or bad. */
    public function note(string $kind): string
    {
        if ($this->host->system() === 'gambio') {
            return 'ss-note ss-' . $kind . ' alert alert-' . ['good' => 'success', 'warn' => 'warning',
                'bad' => 'danger'][$kind];
        }
        return 'ss-note ss-' . $kind . ($this->host->system() === 'demo' ? ''
            : ($kind === 'good' ? ' success_message' : ' error_message'));
    }

    /**
     * @param array<int|string, string> $options value => text
     * @param mixed $chosen
     */
    public function select(string $name, array $options, $chosen, string $label = '', string $more = ''): string
    {
        $html = '<select class="ss-select noStyling" name="' . $this->e($name) . '"'
            . ($label === '' ? '' : ' aria-label="' . $this->e($label) . '"') . ($more === '' ? '' : ' ' . $more) . '>';
        $found = false;
        foreach ($options as $value => $text) {
            $is = (string) $value === (string) $chosen;
            $found = $found || $is;
            $html .= '<option value="' . $this->e($value) . '"' . ($is ? ' selected' : '') . '>' . $this->e($text)
                . '</option>';
        }
        if (!$found && (string) $chosen !== '') { // what is stored is never lost by looking at it
            $html .= '<option value="' . $this->e($chosen) . '" selected>' . $this->e($chosen) . '</option>';
        }
        return $html . '</select>';
    }

    public function input(string $name, string $value, string $label = '', string $more = ''): string
    {
        return '<input class="ss-input" type="text" name="' . $this->e($name) . '" value="' . $this->e($value) . '"'
            . ($label === '' ? '' : ' aria-label="' . $this->e($label) . '"') . ($more === '' ? '' : ' ' . $more) . '>';
    }

    public function order(?string $number): string
    {
        return $number === null || $number === '' ? '&#8211;'
            : '<a href="' . $this->e($this->host->orderUrl($number)) . '">' . $this->e($number) . '</a>';
    }

    public function sellerCentral(?string $number, ?string $market = null): string
    {
        if ($number === null || preg_match('/^\d{3}-\d{7}-\d{7}$/', $number) !== 1) {
            return '';
        }
        return '<a href="' . SellerCentral::address($number, $market) . '" target="_blank"'
            . ' rel="noopener noreferrer">' . $this->t('seller_central') . '</a>';
    }

    /** @param array<string, mixed> $d what the template shows */
    public function render(string $template, array $d): string
    {
        $v = $this;
        ob_start();
        try {
            require dirname(__DIR__, 2) . "/admin_ui/templates/$template.php";
        } catch (\Throwable $e) {
            ob_end_clean();
            throw $e;
        }
        return (string) ob_get_clean();
    }
}
