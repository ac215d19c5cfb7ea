package dev.solera.probe.classifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LbfgsTest {

    @Test
    void shouldFindMinimumWhenQuadraticIsIllConditioned() {
        // given f(x) = sum_i a_i (x_i - i)^2 / 2 with a condition number of 10^4
        double[] a = {1, 10, 100, 1000, 10_000};
        Lbfgs.Objective quadratic = (at, gradient) -> {
            double value = 0;
            for (int i = 0; i < a.length; i++) {
                gradient[i] = a[i] * (at[i] - i);
                value += gradient[i] * (at[i] - i) / 2;
            }
            return value;
        };

        // when
        double[] minimum = Lbfgs.minimise(quadratic, a.length, 200, 1e-9);

        // then
        assertThat(minimum).containsExactly(new double[] {0, 1, 2, 3, 4}, within(1e-8));
    }

    @Test
    void shouldKeepToBudgetWhenItIsSmall() {
        // given
        AtomicInteger evaluations = new AtomicInteger();
        Lbfgs.Objective flat = (at, gradient) -> {
            evaluations.incrementAndGet();
            gradient[0] = 4 * Math.pow(at[0] - 3, 3);
            return Math.pow(at[0] - 3, 4);
        };

        // when
        Lbfgs.minimise(flat, 1, 3, 0);

        // then the first evaluation and one or more for each step
        assertThat(evaluations.get()).isBetween(4, 12);
    }

    @Test
    void shouldStayWhereGradientIsZero() {
        // given
        Lbfgs.Objective constant = (at, gradient) -> 7;

        // when
        double[] minimum = Lbfgs.minimise(constant, 3, 10, 1e-9);

        // then
        assertThat(minimum).containsOnly(0);
    }

    @Test
    void shouldNeedFewEvaluationsWhenSecondDerivativesAreKnown() {
        // given the first test's quadratic with a condition number of 10^8, and its second derivatives up to a factor
        double[] a = {1, 1e2, 1e4, 1e6, 1e8};
        AtomicInteger evaluations = new AtomicInteger();
        Lbfgs.Objective quadratic = new Lbfgs.Objective() {
            @Override
            public double evaluate(double[] at, double[] gradient) {
                evaluations.incrementAndGet();
                double value = 0;
                for (int i = 0; i < a.length; i++) {
                    gradient[i] = a[i] * (at[i] - i);
                    value += gradient[i] * (at[i] - i) / 2;
                }
                return value;
            }

            @Override
            public void precondition(double[] gradient) {
                for (int i = 0; i < a.length; i++) {
                    gradient[i] /= 3 * a[i];
                }
            }
        };

        // when
        double[] minimum = Lbfgs.minimise(quadratic, a.length, 200, 1e-6);

        // then
        assertThat(minimum).containsExactly(new double[] {0, 1, 2, 3, 4}, within(1e-6));
        assertThat(evaluations.get()).isLessThan(40);
    }
}
