<?php

declare(strict_types=1);

// Gambio finds this class by its plain name.
// phpcs:disable PSR1.Classes.ClassDeclaration.MissingNamespace

use GXModules\StatusSync\AmazonOrderStatus\Bridge;

/** Called by the Module Center. What was transmitted stays in our tables when the module is removed. */
class AmazonOrderStatusInstaller
{
    private const CRON = ['active' => 'false', 'interval' => '* * * * *', 'sortOrder' => '900'];

    /**
     * Three settings of the cron task are saved at once: without them Gambio 4.8 takes another module's
     * defaults for ours.
     */
    public function install(): void
    {
        $this->cron(self::CRON);
        Bridge::installed();
    }

    public function uninstall(): void
    {
        $this->cron(['active' => 'false']);
    }

    /** @param array<string, string> $values */
    private function cron(array $values): void
    {
        try {
            $service = LegacyDependencyContainer::getInstance()
                ->get(\Gambio\Core\Configuration\Services\ConfigurationService::class);
            foreach ($values as $name => $value) {
                $service->save('cronjobs/AmazonOrderStatus/' . $name, $value);
            }
        } catch (\Throwable $e) {
            return; // the page names the cron call that is missing
        }
    }
}
