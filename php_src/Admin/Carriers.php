<?php

declare(strict_types=1);

namespace StatusSync\Php\Admin;

/** Amazon's carrier codes for a list to choose from; what is usual in Germany stands first. */
final class Carriers
{
    /** What a page offers when its PHP lacks the extension with the whole list. */
    private const USUAL = ['DHL', 'Deutsche Post', 'DPD', 'GLS', 'Hermes', 'UPS', 'FedEx', 'TNT', 'Trans-o-Flex',
        'AT POST', 'PostNL', 'Colissimo', 'Chronopost', 'Royal Mail', 'Poste Italiane', 'Correos'];

    /** Names that are their own mapping, whatever their case. */
    private const OWN = ['DHL', 'DPD', 'GLS', 'UPS', 'TNT'];

    private const GUESSES = ['DHL' => 'DHL', 'DPD' => 'DPD', 'GLS' => 'GLS', 'UPS' => 'UPS', 'TNT' => 'TNT', 'HERMES' => 'Hermes',
        'FEDEX' => 'FedEx', 'POST' => 'Deutsche Post', 'TRANS-O-FLEX' => 'Trans-o-Flex'];

    /** @return array<string, string> code => code */
    public static function choices(): array
    {
        $codes = self::USUAL;
        if (extension_loaded('statussync')) {
            $all = \StatusSync\Carriers::codes();
            $codes = array_merge(array_intersect($codes, $all), array_diff($all, $codes));
        }
        return array_combine($codes, $codes) ?: [];
    }

    /** Whether a shop's name is that of one who only prints labels: the parcel goes with another. */
    public static function isService(string $name): bool
    {
        return preg_match('/\b(ship ?cloud|iloxx|logoix|packlink|let ?me ?ship|(go)?shippo|shipstation|easypost|jumingo|eurosender'
            . '|coureon|cargo international)\b/i', $name) === 1;
    }

    /** Amazon's code where the shop's name is that and needs no mapping, else null. */
    public static function own(string $name): ?string
    {
        $plain = strtoupper(trim($name));
        return in_array($plain, self::OWN, true) ? $plain : null;
    }

    /** The safe guess for a shop's name, null where a person must choose. */
    public static function guess(string $name): ?string
    {
        if (extension_loaded('statussync')) {
            $found = \StatusSync\Carriers::lookup($name);
            return in_array($found['match'], ['exact', 'guess'], true) ? $found['code'] : null;
        }
        $plain = strtoupper(trim($name));
        return self::GUESSES[$plain] ?? null;
    }
}
