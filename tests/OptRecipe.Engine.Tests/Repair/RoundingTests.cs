using OptRecipe.Engine.Repair.Rounding;

namespace OptRecipe.Engine.Tests.Repair;

/// <summary>Roundings against what the papers write, on small random layers.</summary>
public sealed class RoundingTests
{
    private const int Highest = 7;

    public static TheoryData<int, int, int> Layers => new() { { 1, 3, 8 }, { 5, 40, 1 }, { 12, 200, 2 }, { 33, 90, 3 }, { 70, 64, 4 } };

    [Theory]
    [MemberData(nameof(Layers))]
    public void The_factor_gives_gptq_s_published_roundings(int taps, int rows, int seed)
    {
        var (moments, wanted, step) = Layer(taps, rows, seed);
        var factor = Assert.IsType<Factor>(Factor.Of(moments));
        var chosen = new int[taps];
        factor.Round([.. wanted.Select(weight => weight / step)], [.. Enumerable.Repeat(step, taps)], (value, _) => Nearest(value), chosen);
        Assert.Equal(Published(moments.Own, wanted, step, factor.Damping), chosen);
    }

    [Fact]
    public void Inputs_that_are_all_zero_have_no_factor()
    {
        var moments = new PatchMoments(4);
        moments.Take();
        moments.Flush();
        Assert.Null(Factor.Of(moments));
    }

    [Theory]
    [MemberData(nameof(Layers))]
    public void No_single_flip_of_a_learned_rounding_lowers_the_error(int taps, int rows, int seed)
    {
        var (moments, wanted, step) = Layer(taps, rows, seed);
        double[] steps = [.. Enumerable.Repeat(step, taps)];
        int[] nearest = [.. wanted.Select(weight => Nearest(weight / step))];
        var chosen = new ReconstructionRounding(moments).Choose(wanted, steps, [nearest], Highest);
        var least = Objective(moments, wanted, step, chosen);
        Assert.True(least <= Objective(moments, wanted, step, nearest) + 1e-9);
        for (var tap = 0; tap < taps; tap++)
        {
            var floor = (int)Math.Floor(wanted[tap] / step);
            Assert.InRange(chosen[tap], floor, floor + 1);
            var flipped = (int[])chosen.Clone();
            flipped[tap] = chosen[tap] == floor ? floor + 1 : floor;
            Assert.True(Math.Abs(flipped[tap]) > Highest || Objective(moments, wanted, step, flipped) >= least - 1e-9);
        }
    }

    /// <summary>Frantar et al., 2023, written down column by column with the inverse.</summary>
    private static int[] Published(double[] moments, double[] wanted, double step, double damping)
    {
        var size = wanted.Length;
        var matrix = new double[size, size];
        var mean = Enumerable.Range(0, size).Average(index => moments[index * size + index]);
        for (var row = 0; row < size; row++)
            for (var column = 0; column < size; column++) matrix[row, column] = moments[row * size + column] + (row == column ? damping * mean : 0);
        var upper = UpperFactor(Inverse(matrix));
        var weights = (double[])wanted.Clone();
        var chosen = new int[size];
        for (var tap = 0; tap < size; tap++)
        {
            chosen[tap] = Nearest(weights[tap] / step);
            var error = (weights[tap] - step * chosen[tap]) / upper[tap, tap];
            for (var later = tap; later < size; later++) weights[later] -= error * upper[tap, later];
        }
        return chosen;
    }

    private static double[,] Inverse(double[,] matrix)
    {
        var size = matrix.GetLength(0);
        var left = (double[,])matrix.Clone();
        var right = new double[size, size];
        for (var index = 0; index < size; index++) right[index, index] = 1;
        for (var pivot = 0; pivot < size; pivot++)
        {
            var scale = left[pivot, pivot];
            for (var column = 0; column < size; column++) (left[pivot, column], right[pivot, column]) = (left[pivot, column] / scale, right[pivot, column] / scale);
            for (var row = 0; row < size; row++)
            {
                var factor = left[row, pivot];
                if (row == pivot) continue;
                for (var column = 0; column < size; column++) (left[row, column], right[row, column]) = (left[row, column] - factor * left[pivot, column], right[row, column] - factor * right[pivot, column]);
            }
        }
        return right;
    }

    /// <summary>U with matrix = UᵀU.</summary>
    private static double[,] UpperFactor(double[,] matrix)
    {
        var size = matrix.GetLength(0);
        var upper = new double[size, size];
        for (var row = 0; row < size; row++)
            for (var column = row; column < size; column++)
            {
                var value = matrix[row, column];
                for (var before = 0; before < row; before++) value -= upper[before, row] * upper[before, column];
                upper[row, column] = row == column ? Math.Sqrt(value) : value / upper[row, row];
            }
        return upper;
    }

    /// <summary>‖Wx − W̃x̂‖² + λ‖W̃ − W‖², without what no rounding changes.</summary>
    private static double Objective(PatchMoments moments, double[] wanted, double step, int[] chosen)
    {
        var size = wanted.Length;
        var pull = 0.01 * Math.Max(1, (double)size / moments.Rows) * Enumerable.Range(0, size).Average(index => moments.Own[index * size + index]);
        var sum = 0.0;
        for (var row = 0; row < size; row++)
        {
            var value = step * chosen[row];
            for (var column = 0; column < size; column++) sum += value * (moments.Own[row * size + column] * step * chosen[column] - 2 * moments.Cross[row * size + column] * wanted[column]);
            sum += pull * (value - wanted[row]) * (value - wanted[row]);
        }
        return sum;
    }

    private static (PatchMoments Moments, double[] Wanted, double Step) Layer(int taps, int rows, int seed)
    {
        var random = new Random(seed);
        var moments = new PatchMoments(taps);
        for (var row = 0; row < rows; row++)
        {
            var shared = random.NextDouble();
            for (var tap = 0; tap < taps; tap++)
            {
                moments.NextWanted[tap] = shared + random.NextDouble();
                moments.NextQuantized[tap] = moments.NextWanted[tap] + 0.05 * (random.NextDouble() - 0.5);
            }
            moments.Take();
        }
        moments.Flush();
        double[] wanted = [.. Enumerable.Range(0, taps).Select(_ => 2 * random.NextDouble() - 1)];
        return (moments, wanted, 1.0 / Highest);
    }

    private static int Nearest(double value) => (int)Math.Clamp(Math.Round(value, MidpointRounding.ToEven), -Highest, Highest);
}
