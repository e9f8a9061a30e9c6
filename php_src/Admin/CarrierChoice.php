<?php

declare(strict_types=1);

namespace StatusSync\Php\Admin;

/** Maps what a shop calls a carrier to Amazon's, once for all orders; or says which is meant where none is entered. */
final class CarrierChoice
{
    /** Causes that a mapping mends. */
    public const UNKNOWN = ['carrier_unmapped', 'carrier_is_service'];

    /** The cause that a carrier for want of one mends. */
    public const NONE = 'no_carrier';

    /** @param string $name the shop's name, "" = where none is entered; $to Amazon's code, or Other */
    public static function save(Services $services, string $account, string $name, string $to): bool
    {
        if ($to === '' || ($to === 'Other' && $name === '')) {
            return false;
        }
        $settings = $services->settings();
        $document = $settings->document($account);
        $target = $to === 'Other' ? ['other' => mb_substr($name, 0, 50)] : $to;
        if ($name === '') {
            $document['carrier']['fallback'] = $target;
        } else {
            $document['carrier']['map'][$name] = $target;
        }
        $settings->save($settings->place($account), $document, $services->shop()->statuses(), []);
        return true;
    }
}
