package dev.solera.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.results.Rule;
import com.deque.html.axecore.selenium.AxeBuilder;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/** The system's Chromium without a screen, looking at one page. */
final class Browser implements AutoCloseable {

    private static final List<String> PROGRAMS =
            List.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome");
    private static final List<String> DRIVERS =
            List.of("/usr/bin/chromedriver", "/usr/lib/chromium-browser/chromedriver");
    private static final List<String> RULES = List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa");
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final ChromeDriver driver;

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    /** Whether this machine has what it takes. */
    static boolean isThere() {
        return found(PROGRAMS).isPresent() && found(DRIVERS).isPresent();
    }

    static Browser open() {
        ChromeOptions options = new ChromeOptions();
        options.setBinary(found(PROGRAMS).orElseThrow());
        options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars");
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(found(DRIVERS).orElseThrow())
                .build();
        return new Browser(new ChromeDriver(service, options));
    }

    private static Optional<File> found(List<String> paths) {
        return paths.stream().map(File::new).filter(File::canExecute).findFirst();
    }

    void size(int width, int height) {
        driver.manage().window().setSize(new Dimension(width, height));
    }

    void go(URI page) {
        driver.get(page.toString());
    }

    /** Runs a script in the page. */
    Object run(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    WebElement find(String css) {
        return driver.findElement(By.cssSelector(css));
    }

    /** What the page shows there; empty where there is nothing. Whatever is drawn anew between finding and asking it is found again. */
    String text(String css) {
        return Awaitility.await(css + " stands still")
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .ignoreException(StaleElementReferenceException.class)
                .until(() -> textOfFirst(css), any -> true);
    }

    private String textOfFirst(String css) {
        return driver.findElements(By.cssSelector(css)).stream()
                .map(WebElement::getText)
                .findFirst()
                .orElse("");
    }

    int count(String css) {
        return driver.findElements(By.cssSelector(css)).size();
    }

    /** Waits until a place of the page shows a text. */
    void await(String css, String shown) {
        until("%s shows \"%s\"".formatted(css, shown), () -> text(css).contains(shown));
    }

    /** Waits until a place of the page shows something else. */
    void awaitChange(String css) {
        String before = text(css);
        until(
                "%s shows something else than \"%s\"".formatted(css, before),
                () -> !text(css).equals(before));
    }

    /** Waits until there is something in a place. */
    void awaitPresence(String css) {
        until("there is %s".formatted(css), () -> count(css) > 0);
    }

    /** An element may be another one by the time that it is asked. */
    private static void until(String what, Callable<Boolean> holds) {
        Awaitility.await(what)
                .atMost(PATIENCE)
                .ignoreException(StaleElementReferenceException.class)
                .until(holds);
    }

    /** Looks for what keeps people out, by the rules of WCAG AA. */
    void assertAccessible(String which) {
        List<Rule> broken = new AxeBuilder().withTags(RULES).analyze(driver).getViolations();
        assertThat(broken.stream()
                        .map(rule -> rule.getId() + ": "
                                + rule.getNodes().stream()
                                        .map(node -> node.getHtml() + " " + node.getFailureSummary())
                                        .toList()))
                .as(which)
                .isEmpty();
    }

    /** Whether something sticks out to the right. */
    boolean overflows() {
        return (Boolean) run("return document.documentElement.scrollWidth > document.documentElement.clientWidth");
    }

    /** Takes a picture of the page as far down as it goes. */
    void picture(Path file) throws IOException {
        long height = (Long) run("return document.documentElement.scrollHeight");
        long width = (Long) run("return window.innerWidth");
        size((int) width, (int) height);
        Files.createDirectories(file.getParent());
        Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
    }

    @Override
    public void close() {
        driver.quit();
    }
}
