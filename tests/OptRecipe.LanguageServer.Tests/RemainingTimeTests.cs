using OptRecipe.LanguageServer.Runs;

namespace OptRecipe.LanguageServer.Tests;

public sealed class RemainingTimeTests
{
    private static string[] Said(params (double Seconds, double Fraction)[] points)
    {
        var remaining = new RemainingTime();
        return [.. points.Select(point => remaining.At(point.Seconds, point.Fraction) ?? "")];
    }

    [Fact]
    public void Nothing_is_said_at_the_start_and_at_the_end() => Assert.Equal(["", "", ""], Said((0.5, 0.3), (3, 0.01), (9, 1)));

    [Theory]
    [InlineData(10, 0.5, "about 10 s left")]
    [InlineData(10, 0.9, "about 5 s left")]
    [InlineData(10, 0.2, "about 40 s left")]
    [InlineData(60, 0.25, "about 3 min left")]
    [InlineData(3600, 0.25, "about 3 h left")]
    public void An_even_run_is_told_in_round_numbers(double seconds, double fraction, string expected) => Assert.Equal(expected, Said((seconds, fraction))[0]);

    [Fact]
    public void A_small_step_back_is_not_told_and_a_big_one_is()
    {
        var said = Said((4, 0.2), (5, 0.24), (6, 0.24), (7, 0.25), (20, 0.26));
        Assert.Equal(["about 20 s left", "about 20 s left"], said[..2]);
        Assert.Equal("about 20 s left", said[2]);
        Assert.NotEqual("about 20 s left", said[4]);
    }

    [Fact]
    public void The_later_half_counts_when_the_speed_changes()
    {
        var slowStart = Enumerable.Range(0, 21).Select(second => ((double)second, second <= 10 ? second * 0.01 : 0.1 + ((second - 10) * 0.05)));
        // 60 % in 20 s; at the speed of the last ten the rest takes eight.
        Assert.Equal("about 10 s left", Said([.. slowStart])[^1]);
    }
}
