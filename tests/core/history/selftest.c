/* Does the model itself do what it says? */
#include "history.h"

static int passed, failed;

static void expect(bool well, const char *what)
{
    passed += well;
    failed += !well;
    if (!well) {
        (void)printf("selftest: %s\n", what);
    }
}
int selftest(void)
{
    expect(same_tracking(SS_LIT("ab-1 2"), SS_LIT("AB12")), "tracking");
    (void)printf("%d passed, %d failed\n", passed, failed);
    return failed == 0 ? 0 : 1;
}
