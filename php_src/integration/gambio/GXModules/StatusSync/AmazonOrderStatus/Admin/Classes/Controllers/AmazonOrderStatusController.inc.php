<?php

declare(strict_types=1);

// Gambio finds this class by its plain name.
// phpcs:disable PSR1.Classes.ClassDeclaration.MissingNamespace

use GXModules\StatusSync\AmazonOrderStatus\Bridge;
use StatusSync\Php\Admin\Host\GambioEntry;

if (!class_exists('AdminHttpViewController')) {
    return; // called by an address: there is no shop around
}

/** admin.php?do=AmazonOrderStatus: our pages in the frame of Gambio's admin. */
class AmazonOrderStatusController extends AdminHttpViewController
{
    public function actionDefault()
    {
        $text = MainFactory::create('LanguageTextManager', 'amazon_order_status', $_SESSION['languages_id']);
        $title = $text->get_text('page_title');
        $page = ['title' => $title, 'html' => '<div class="alert alert-danger">includes/external/statussync fehlt /'
            . ' is missing.</div>', 'tabs' => [], 'redirect' => null];
        try {
            if (Bridge::library()) {
                $page = GambioEntry::page(Bridge::shop(), (array) $_GET, (array) $_POST) + $page;
            }
        } catch (\Throwable $e) {
            // Gambio would print the text of an exception to the browser
            $page['html'] = '<div class="alert alert-danger">Seite gerade nicht verf&uuml;gbar. / Page not available'
                . ' right now.</div>';
        }
        if ($page['redirect'] !== null) {
            return MainFactory::create('RedirectHttpControllerResponse', $page['redirect']);
        }
        return $this->framed($title, $page);
    }

    /** @param array<string, mixed> $page */
    private function framed(string $title, array $page)
    {
        $navigation = MainFactory::create('ContentNavigationCollection', []);
        foreach ($page['tabs'] as $tab) {
            $navigation->add(new StringType($tab['text']), new StringType($tab['url']), new BoolType($tab['current']));
        }
        $folder = dirname(__DIR__, 2);
        $template = new ExistingFile(new NonEmptyStringType($folder . '/Html/amazon_order_status.html'));
        $assets = MainFactory::create('AssetCollection');
        $styles = [Bridge::assets() . 'pages.css'];
        if (is_file(DIR_FS_CATALOG . 'admin/includes/statussync/statussync.css')) {
            array_unshift($styles, DIR_WS_ADMIN . 'includes/statussync/statussync.css');
        }
        foreach ($styles as $style) {
            $assets->add(MainFactory::create('Asset', $style));
        }
        $data = MainFactory::create('KeyValueCollection', ['html' => $page['html']]);
        return MainFactory::create(
            'AdminLayoutHttpControllerResponse',
            new NonEmptyStringType($title),
            $template,
            $data,
            $assets,
            $navigation
        );
    }
}
