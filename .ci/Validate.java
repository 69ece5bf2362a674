import java.io.FileInputStream;
import java.util.Map;
import java.util.TreeMap;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/** Validates PDFs with veraPDF: profiles, as "ua1,3a", then files. Exit status 1 where one fails. */
public class Validate {
    public static void main(String[] arguments) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        int failed = 0;
        int passed = 0;
        for (int i = 1; i < arguments.length; i++) {
            for (String profile : arguments[0].split(",")) {
                PDFAFlavour flavour = PDFAFlavour.fromString(profile);
                try (PDFAParser parser = Foundries.defaultInstance()
                            .createParser(new FileInputStream(arguments[i]), flavour);
                        PDFAValidator validator =
                            Foundries.defaultInstance().createValidator(flavour, false)) {
                    ValidationResult result = validator.validate(parser);
                    int rules = result.getValidationProfile().getRules().size();
                    System.out.printf("%s: %s, %d rules, %s%n", arguments[i], profile, rules,
                        result.isCompliant() ? "passed" : "failed");
                    Map<String, String> broken = new TreeMap<>();
                    for (TestAssertion found : result.getTestAssertions()) {
                        if (found.getStatus() == TestAssertion.Status.FAILED) {
                            String rule = found.getRuleId().getClause() + "-"
                                + found.getRuleId().getTestNumber();
                            broken.putIfAbsent(rule, found.getMessage() + " at "
                                + found.getLocation().getContext());
                        }
                    }
                    broken.forEach((rule, said) -> System.out.println("  " + rule + ": " + said));
                    if (result.isCompliant() && rules > 0) {
                        passed++;
                    } else {
                        failed++;
                    }
                }
            }
        }
        System.out.printf("veraPDF: %d passed, %d failed%n", passed, failed);
        System.exit(failed > 0 || passed == 0 ? 1 : 0);
    }
}
