<?php

function xtc_draw_form($name, $page, $parameters = '', $method = 'post', $params = '')
{
    $token = CSRF_TOKEN_SYSTEM === 'true' && $method === 'post' ? '<input type="hidden" name="' . h($_SESSION['CSRFName'])
        . '" value="' . h($_SESSION['CSRFToken']) . '">' : '';
    return '<form name="' . $name . '" action="' . h(xtc_href_link($page, $parameters)) . '" method="' . $method . '"'
        . ($params !== '' ? " $params" : '') . ">$token";
}

function xtc_image($src, $alt = '')
{
    return '<img src="' . h($src) . '" alt="' . h($alt) . '" width="24" height="24">';
}

function xtc_button($text, $type = 'submit')
{
    return '<input type="' . $type . '" class="button" value="' . h($text) . '">';
}

function xtc_button_link($text, $href)
{
    return '<a class="button" href="' . h($href) . '">' . $text . '</a>';
}

function xtc_cfg_select_option($options, $value, $key)
{
    $html = '';
    foreach ($options as $option) {
        $html .= '<label><input type="radio" name="configuration[' . $key . ']" value="' . $option . '"'
            . ($option === $value ? ' checked' : '') . "> $option</label> ";
    }
    return $html;
}

function subMenue($access, $filename, $text)
{
    global $admin_access;
    return (string) ($admin_access[$access] ?? '') === '1'
        ? '<li><a href="' . h(xtc_href_link($filename)) . "\">$text</a></li>" : '';
}
