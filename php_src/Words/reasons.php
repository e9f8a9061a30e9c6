<?php

declare(strict_types=1);

// Code of a reason => severity, German, English: the texts of docs/reasons.md, held to it by a test.
return [
    'not_linked' => [
        'person',
        'Sieht nach Amazon aus, hat aber keine Amazon-Bestellnummer. Nummer eintragen: {guess}',
        'Looks like an Amazon order without a number. Enter it: {guess}',
    ],
    'which_account' => [
        'person',
        'Kein Konto kennt {order} eindeutig. Auf der Bestellung das Konto wählen.',
        'No account knows {order} for certain. Choose the account on the order.',
    ],
    'other_account' => [
        'info',
        'Gehört zu einem anderen Konto: hier nichts zu tun.',
        'Belongs to another account: nothing to do here.',
    ],
    'double_link' => [
        'person',
        '{order} steht in den Bestellungen {a} und {b}. Auf einer davon "Hauptbestellung" oder '
            . '"Teillieferung" wählen.',
        '{order} is on orders {a} and {b}. Choose "main order" or "split" on one of them.',
    ],
    'split_twin' => [
        'info',
        'Teillieferung: ihre Pakete gehen mit Bestellung {detail}.',
        'Split order: its parcels go with order {detail}.',
    ],
    'not_at_amazon' => [
        'person',
        'Amazon kennt {order} in diesem Verkäuferkonto nicht. Nummer auf der Bestellung prüfen oder '
            . 'anderes Konto wählen.',
        'Amazon does not know {order} in this seller account. Check the number or choose another account.',
    ],
    'gone' => [
        'person',
        'Im Shop gelöscht, Amazon wartet noch darauf. In Seller Central versenden oder stornieren.',
        'Deleted in the shop, but Amazon still waits for it. Confirm or cancel it in Seller Central.',
    ],
    'too_old' => [
        'info',
        'Älter als zwei Jahre: Amazon nimmt nichts mehr dazu an.',
        'Older than two years: Amazon no longer accepts anything for it.',
    ],
    'before_start' => [
        'info',
        'Vor dem gewählten Beginn gekauft: wird nicht übertragen. Einzeln senden ist möglich.',
        'Bought before the chosen start: not transmitted. It can be sent individually.',
    ],
    'ignored' => [
        'info',
        'Auf "Nicht senden" gestellt. Mit "Doch senden" wird sie übertragen.',
        'Marked "do not send". "Send after all" transmits it.',
    ],
    'not_shipped' => [
        'info',
        'Noch nicht versendet. Wird gemeldet, sobald ein Versandstatus gesetzt ist.',
        'Not shipped yet. Confirmed as soon as a shipped status is set.',
    ],
    'status_changed_meaning' => [
        'person',
        'Der Status {id} heißt jetzt "{new}" statt "{old}". In der Konfiguration bestätigen; bis dahin '
            . 'ruht diese Regel.',
        'Status {id} is now "{new}" instead of "{old}". Confirm it in the settings; the rule rests until '
            . 'then.',
    ],
    'status_ambiguous' => [
        'person',
        'Der Status {detail} steht für Versand und Storno zugleich. In der Konfiguration einen davon '
            . 'entfernen.',
        'Status {detail} stands for shipping and cancelling at once. Remove one of them in the settings.',
    ],
    'taken_back' => [
        'person',
        'Versandstatus wurde vor der Meldung zurückgenommen. Nichts wird gesendet, bis er wieder gesetzt '
            . 'ist; Versandfrist {time}.',
        'The shipped status was taken back before it was sent. Nothing is sent until it is set again; '
            . 'ship by {time}.',
    ],
    'storno_no_status' => [
        'person',
        'Im Shop storniert (Summe 0), Status ist aber "{status}". Stornostatus setzen, sonst erfährt '
            . 'Amazon nichts.',
        'Cancelled in the shop (total 0) but its status is "{status}". Set the cancel status, or Amazon '
            . 'is not told.',
    ],
    'cancel_off' => [
        'person',
        'Stornos werden nicht übertragen. In Seller Central stornieren oder in der Konfiguration '
            . 'einschalten.',
        'Cancels are not transmitted. Cancel in Seller Central or switch it on.',
    ],
    'cancel_reason' => [
        'person',
        'Stornogrund fehlt. Auf der Bestellung wählen.',
        'Cancel reason missing. Choose it on the order.',
    ],
    'cancel_revoked' => [
        'person',
        'Storno zurückgezogen, der Stornostatus steht aber noch. Status ändern, oder Grund neu wählen und '
            . 'doch stornieren.',
        'The cancellation was withdrawn, but the cancel status is still set. Change the status, or choose '
            . 'a reason again to cancel after all.',
    ],
    'cancel_text_link' => [
        'person',
        'Die Amazon-Nummer stammt nur aus einem Text: so wird nicht storniert. Nummer auf der Bestellung '
            . 'bestätigen.',
        'The Amazon number was only found in a text: that is not enough for a cancellation. Confirm the '
            . 'number on the order.',
    ],
    'cancel_after_ship' => [
        'person',
        'Schon als versendet gemeldet: ein Storno würde alles erstatten und wird nicht gesendet. '
            . 'Erstattung in Seller Central vornehmen.',
        'Already confirmed as shipped: a cancel would refund everything and is not sent. Refund in Seller '
            . 'Central.',
    ],
    'cancel_crossed' => [
        'person',
        'Amazon hat den Storno angenommen und zeigt doch einen Versand: beides hat sich gekreuzt, vermutlich '
            . 'ist alles erstattet. Paket aufhalten oder mit dem Käufer klären.',
        'Amazon accepted the cancellation but shows a shipment all the same: the two crossed, and '
            . 'probably everything has been refunded. Stop the parcel or contact the buyer.',
    ],
    'cancel_in_flight' => [
        'wait',
        'Ein Storno ist unterwegs: bis zu seinem Ergebnis wird kein Versand gemeldet.',
        'A cancellation is on its way: no shipment is confirmed until its outcome is known.',
    ],
    'buyer_request' => [
        'info',
        'Der Käufer bittet um Stornierung. Den Status zu setzen ist die Entscheidung des Händlers.',
        'The buyer asks for a cancellation. Setting the status is the seller\'s decision.',
    ],
    'reading' => [
        'wait',
        'Amazon wird erst gelesen, dann entschieden.',
        'Amazon is read first, then it is decided.',
    ],
    'access_denied' => [
        'person',
        'Amazon verweigert uns diese eine Bestellung ({detail}, 403). Gehört {order} zu diesem Verkäuferkonto? Nummer '
            . 'prüfen; wird stündlich von selbst neu versucht.',
        'Amazon denies us this one order ({detail}, 403). Does {order} belong to this seller account? Check the '
            . 'number; tried again by itself every hour.',
    ],
    'unreadable' => [
        'person',
        'Amazons Antwort zu dieser Bestellung ist nicht lesbar oder ein Fehler; es wird von selbst weiter '
            . 'gefragt. Naht die Versandfrist: in Seller Central von Hand melden.',
        'Amazon\'s answer about this order cannot be read or is an error; it is asked again by itself. '
            . 'If the ship-by time is near, confirm it in Seller Central.',
    ],
    'pending_at_amazon' => [
        'wait',
        'Bei Amazon noch nicht freigegeben (Zahlung offen). Noch nicht versenden; wird danach von selbst '
            . 'gemeldet.',
        'Still pending at Amazon (payment). Do not ship yet; it is confirmed by itself later.',
    ],
    'unfulfillable' => [
        'person',
        'Amazon sagt: nicht lieferbar. In Seller Central nachsehen.',
        'Amazon says it cannot be fulfilled. Look in Seller Central.',
    ],
    'amazon_status' => [
        'person',
        'Amazon nennt einen unbekannten Status. In Seller Central nachsehen; statussync aktualisieren.',
        'Amazon names an unknown status. Look in Seller Central; update statussync.',
    ],
    'no_items' => [
        'person',
        'Amazon zeigt nichts, was noch zu versenden oder zu stornieren wäre. In Seller Central nachsehen.',
        'Amazon shows no unit that could be shipped or cancelled. Look in Seller Central.',
    ],
    'wrong_marketplace' => [
        'person',
        '{order} gehört zu {market}, dafür ist das Konto nicht eingerichtet. Marktplatz ankreuzen oder '
            . 'Konto der Region {region} anlegen.',
        '{order} belongs to {market}, which this account does not cover. Tick the marketplace or add an '
            . 'account for {region}.',
    ],
    'cancelled_at_amazon' => [
        'person',
        'Bei Amazon storniert ({who}, {time}), im Shop versendet. Paket aufhalten oder mit dem Käufer '
            . 'klären; gesendet wird nichts.',
        'Cancelled at Amazon ({who}, {time}) but shipped here. Stop the parcel or contact the buyer; '
            . 'nothing is sent.',
    ],
    'already_shipped' => [
        'person',
        'Bei Amazon schon versendet gemeldet, dort mit {theirs} statt {ours}. "Bei Amazon ersetzen" oder '
            . '"So lassen" wählen.',
        'Already confirmed at Amazon, with {theirs} instead of {ours}. Choose "Replace at Amazon" or "Keep".',
    ],
    'label_bought' => [
        'info',
        'Label bei Amazon gekauft: Versand ist schon gemeldet.',
        'Label bought from Amazon: already confirmed.',
    ],
    'fba' => [
        'info',
        'Versand durch Amazon: nichts zu tun.',
        'Fulfilled by Amazon: nothing to do.',
    ],
    'ship_plus' => [
        'info',
        'Ship+: Amazon meldet den Versand selbst.',
        'Ship+: Amazon confirms itself.',
    ],
    'easy_ship' => [
        'info',
        'Easy Ship: Amazon meldet den Versand selbst.',
        'Easy Ship: Amazon confirms itself.',
    ],
    'delivery_by_amazon' => [
        'info',
        'Amazon stellt zu und meldet den Versand selbst.',
        'Delivery by Amazon: Amazon confirms itself.',
    ],
    'store_pickup' => [
        'info',
        'Abholung im Laden: hier ist kein Versand zu melden.',
        'Pick-up in store: there is no shipment to confirm.',
    ],
    'not_amazon_channel' => [
        'info',
        'Nicht über Amazon verkauft: nichts zu melden.',
        'Not sold on Amazon: nothing to confirm.',
    ],
    'transparency' => [
        'person',
        'Artikel {detail} braucht je Stück einen Transparency-Code. In Seller Central als versendet '
            . 'melden.',
        'Item {detail} needs a Transparency code for each unit. Confirm it in Seller Central.',
    ],
    'no_carrier' => [
        'person',
        '{P} fehlt. Zusammen mit der {N} eintragen oder unter Konfiguration "wenn keines eingetragen" '
            . 'wählen.',
        'No carrier. Enter it with the tracking number, or choose a fallback in the settings.',
    ],
    'carrier_unmapped' => [
        'person',
        '"{name}" kennt Amazon nicht. Einmal zuordnen, dann gehen alle {n} Bestellungen von selbst.',
        'Amazon does not know "{name}". Map it once and all {n} orders leave by themselves.',
    ],
    'carrier_is_service' => [
        'person',
        '"{name}" druckt nur das Etikett. Das Transportunternehmen wählen, das ausliefert.',
        '"{name}" only prints the label. Choose the carrier that delivers.',
    ],
    'carrier_doubtful' => [
        'person',
        '{N} {code} sieht nach {guess} aus, eingetragen ist {name}. {P} berichtigen oder "Stimmt so" '
            . 'wählen.',
        'Number {code} looks like {guess}, but {name} is entered. Correct the carrier or choose "It is '
            . 'right".',
    ],
    'carrier_code_new' => [
        'info',
        'Zugeordnet auf einen Code, den diese Version nicht kennt. Lehnt Amazon ihn ab, die Zuordnung '
            . 'ändern.',
        'Mapped to a code that this version does not know. If Amazon refuses it, change the mapping.',
    ],
    'eu_carrier' => [
        'person',
        'Amazon verlangt für diese Sendung in die EU ein zugelassenes Transportunternehmen. Ein anderes '
            . 'als "Other" wählen.',
        'Amazon demands an approved carrier for this EU shipment. Choose one other than "Other".',
    ],
    'no_tracking' => [
        'person',
        '{N} fehlt. Bis {time} bei der Bestellung eintragen, sonst wird ohne Nummer gemeldet.',
        'Tracking number missing. Enter it by {time}, otherwise the shipment is confirmed without one.',
    ],
    'bad_tracking' => [
        'person',
        '"{code}" ist keine gültige {N} für {name}: {why}. Nummer berichtigen, sie geht dann von selbst.',
        '"{code}" is no valid {name} tracking number: {why}. Correct it; it then leaves by itself.',
    ],
    'tracking_unusual' => [
        'info',
        'Ungewöhnliche {N} für dieses {P}; gemeldet wird sie trotzdem.',
        'Unusual tracking number for this carrier; it is sent anyway.',
    ],
    'tracking_required' => [
        'info',
        'Prime oder Premium ohne {N}: Amazon wertet das als Mangel. Nummer eintragen, sie wird '
            . 'nachgemeldet.',
        'Prime or Premium without a tracking number: Amazon counts that as a defect. Enter it; it is '
            . 'added later.',
    ],
    'match_broken' => [
        'person',
        '{table}.{column} gibt es nicht mehr. In Experteneinstellungen > {matching} neu wählen; Wartendes '
            . 'geht danach von selbst.',
        '{table}.{column} is gone. Choose again in the expert settings; what waits then leaves by itself.',
    ],
    'bad_data' => [
        'person',
        'Das würde Amazon ablehnen: {detail}. Angabe berichtigen, sie geht dann von selbst.',
        'Amazon would refuse this: {detail}. Correct it; it then leaves by itself.',
    ],
    'too_many_parcels' => [
        'person',
        'Zu viele Pakete für eine Bestellung. Überzählige Sendungsnummern im Shop entfernen.',
        'Too many parcels for one order. Remove superfluous tracking rows in the shop.',
    ],
    'several_claimed' => [
        'info',
        'Der Shop sagt nicht, was in welchem Paket liegt: die Artikel wurden verteilt.',
        'The shop does not say what is in which parcel: the units were spread.',
    ],
    'parcel_dropped' => [
        'info',
        'Ein Paket wird nicht gemeldet: so eingestellt, oder weniger Stücke als Pakete.',
        'A parcel is not confirmed: by setting, or fewer units than parcels.',
    ],
    'parcel_follows' => [
        'info',
        'Ein späteres Paket folgt, sobald Paket 1 bei Amazon verkleinert ist.',
        'A later parcel follows as soon as package 1 is made smaller at Amazon.',
    ],
    'cannot_be_added' => [
        'info',
        'Ein späteres Paket ist nicht mehr zu melden: alle Stücke sind vergeben.',
        'A later parcel cannot be added: every unit is claimed already.',
    ],
    'units_left' => [
        'person',
        'Amazon wartet noch auf Stücke, die in keinem gemeldeten Paket liegen. Sendungsnummer nachtragen '
            . 'oder in Seller Central melden.',
        'Amazon still waits for units that are in no parcel. Add the tracking row, or confirm them in '
            . 'Seller Central.',
    ],
    'row_deleted' => [
        'info',
        'Eine gemeldete Sendungsnummer wurde im Shop gelöscht; bei Amazon bleibt sie stehen.',
        'A number that was sent was deleted in the shop; it stays at Amazon.',
    ],
    'ambiguous_package' => [
        'person',
        'Unklar, welches Paket bei Amazon gemeint ist. In Seller Central berichtigen.',
        'It is not certain which of Amazon\'s packages is meant. Correct it in Seller Central.',
    ],
    'rejected' => [
        'person',
        'Amazon hat abgelehnt ({detail}); Amazons Worte stehen dabei. Ursache beheben oder erneut senden.',
        'Amazon refused it ({detail}); its explanation is shown. Fix the cause or send it again.',
    ],
    'parked' => [
        'person',
        'Nach mehreren Versuchen abgestellt ({detail}). Ursache beheben, dann erneut senden.',
        'Set aside after several attempts ({detail}). Fix the cause, then send it again.',
    ],
    'mismatch' => [
        'person',
        'Von Amazon angenommen, dort aber anders zu sehen. In Seller Central nachsehen, dann erneut '
            . 'senden oder so lassen.',
        'Accepted by Amazon, but it shows something else. Look in Seller Central, then send again or keep.',
    ],
    'copy' => [
        'person',
        'Sieht nach einer Kopie des Shops aus ({diff}). Von hier wird nichts gesendet. Nach einem Umzug '
            . '"Umzug bestätigen" wählen.',
        'This looks like a copy of the shop ({diff}). Nothing is sent from here. After a move choose "Confirm '
            . 'move".',
    ],
    'brake' => [
        'person',
        'Sicherheitsstopp: {n} Meldungen, üblich sind {m} am Tag. Liste ansehen, dann freigeben oder '
            . 'Einstellung berichtigen.',
        'Safety stop: {n} messages, usual are {m} a day. Check the list, then release or correct the '
            . 'setting.',
    ],
    'not_legal' => [
        'person',
        'Eine Angabe ist für Amazon nicht zulässig: {detail}. Im Shop berichtigen.',
        'A value is not legal for Amazon: {detail}. Correct it in the shop.',
    ],
    'feed_refused' => [
        'person',
        'Amazon hat jeden Feed damit als Ganzes abgelehnt. Angaben der Bestellung prüfen, dann erneut '
            . 'senden.',
        'Amazon refused every feed with it as a whole. Check the order\'s data, then send it again.',
    ],
    'feed_open' => [
        'wait',
        'Wartet, bis ein älterer Feed bei Amazon beendet ist.',
        'Waits until an older feed has ended at Amazon.',
    ],
    'feed_stuck' => [
        'person',
        'Amazon kommt mit dem Feed nicht voran. Drängt die Frist: in Seller Central bestätigen.',
        'Amazon is not making progress with the feed. If time is short: confirm it in Seller Central.',
    ],
    'release_cancel' => [
        'person',
        'Storno aus der Zeit der Pause: einzeln freigeben oder zurückziehen.',
        'A cancellation from before a pause: release it individually, or withdraw it.',
    ],
    'cancelled' => [
        'info',
        'Bei Amazon storniert. Erledigt.',
        'Cancelled at Amazon. Done.',
    ],
    'verified' => [
        'info',
        'Bei Amazon nachgelesen und 30 Tage alt. Erledigt.',
        'Read back at Amazon and 30 days old. Done.',
    ],
    'settled' => [
        'info',
        'Bei Amazon seit 30 Tagen versendet, von hier war nichts offen. Erledigt.',
        'Shipped at Amazon for 30 days, nothing of ours was open. Done.',
    ],
    'no_cron' => [
        'person',
        'Seit {time} hat kein Cronjob gerufen, es wird nichts übertragen. Diese Zeile minütlich ausführen '
            . 'lassen: {line}',
        'No cron call since {time}; nothing is sent. Have this line run every minute: {line}',
    ],
    'invalid_client' => [
        'person',
        'Client-Secret falsch oder abgelaufen (180 Tage). In der Entwicklerkonsole ein neues erzeugen und '
            . 'hier eintragen. Offene Meldungen gehen danach von selbst.',
        'Client secret wrong or expired (180 days). Create a new one and enter it here. Waiting messages '
            . 'then leave by themselves.',
    ],
    'secret_expiring' => [
        'person',
        'Client-Secret läuft in {n} Tagen ab. Jetzt erneuern; das alte gilt, bis das neue geprüft ist.',
        'Client secret expires in {n} days. Renew it now; the old one stays until the new one is tested.',
    ],
    'invalid_grant' => [
        'person',
        'Amazon hat die Freigabe der App beendet. App in Seller Central neu autorisieren und den '
            . 'Refresh-Token eintragen.',
        'Amazon ended the app\'s authorisation. Authorise it again and enter the refresh token.',
    ],
    'missing_role' => [
        'person',
        'Der App fehlt die Rolle "Inventory and Order Tracking". Rolle ergänzen, danach neu autorisieren.',
        'The app lacks the role "Inventory and Order Tracking". Add it, then authorise again.',
    ],
    'magnalister_on' => [
        'person',
        'magnalister überträgt noch selbst. Dort unter Amazon > Konfiguration > Bestellstatus '
            . 'Synchronisation "Keine Synchronisierung" wählen.',
        'magnalister still transmits. Choose "No synchronisation" in its Amazon settings.',
    ],
    'extension_missing' => [
        'person',
        'Dem PHP der Webseite ({version}) fehlt die Erweiterung statussync. Kein Fehler, solange der '
            . 'Cronjob läuft; "Testen" und "Jetzt" laufen beim nächsten Aufruf.',
        'The web PHP ({version}) lacks the extension. No fault while cron runs; "Test" and "Now" run at '
            . 'its next call.',
    ],
    'extension_nowhere' => [
        'person',
        'Die Erweiterung statussync fehlt auch im PHP des Cronjobs ({path}). Mit diesem PHP-Programm '
            . 'aufrufen: {found}',
        'The cron\'s PHP ({path}) lacks the extension too. Call it with this PHP: {found}',
    ],
    'key_lost' => [
        'person',
        'Die Schlüsseldatei fehlt. Zugangsdaten einmal neu eintragen; Bestellungen und Verlauf bleiben '
            . 'erhalten.',
        'The key file is gone. Enter the credentials again; orders and history are kept.',
    ],
    'amazon_down' => [
        'person',
        'Amazon antwortet seit {time} nicht. Nichts zu tun, es wird nachgeholt.',
        'Amazon has not answered since {time}. Nothing to do: what is missed is sent later.',
    ],
    'clock' => [
        'person',
        'Die Serveruhr geht {n} Minuten falsch. Vom Hoster stellen lassen.',
        'The server clock is {n} minutes off. Have the host set it.',
    ],
    'correcting' => [
        'info',
        'Amazon zeigt die Sendung nicht so, wie sie angenommen wurde. Wird einmal von selbst berichtigt.',
        'Amazon does not show the shipment as it accepted it. It is corrected once automatically.',
    ],
    'refused' => [
        'wait',
        'Amazon hat abgelehnt; vielleicht, weil es schon erledigt ist. Die Bestellung wird nachgelesen.',
        'Amazon refused it, perhaps because it is done already. The order is read.',
    ],
    'out_of_date' => [
        'info',
        'Überholt: wurde vor dem Senden durch Neueres ersetzt.',
        'Out of date: replaced by something newer before it was sent.',
    ],
];
