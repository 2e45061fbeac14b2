using OptRecipe.Engine.Threading;
using Xunit;

namespace OptRecipe.Engine.Tests;

/// <summary>Work that nobody waits for.</summary>
public sealed class QuietThreadTests
{
    [Fact]
    public async Task It_rests_until_nobody_has_been_answered_for_a_while()
    {
        var began = Environment.TickCount64;
        QuietThread.Disturb();
        var ended = await QuietThread.Run("rests", () =>
        {
            QuietThread.Rest();
            return Environment.TickCount64;
        });
        Assert.InRange(ended - began, 200, long.MaxValue);
    }

    [Fact]
    public void What_is_waited_for_never_rests()
    {
        QuietThread.Disturb();
        var began = Environment.TickCount64;
        for (var piece = 0; piece < 1000; piece++)
        {
            QuietThread.Disturb();
            QuietThread.Rest();
        }
        // A thousand rests would take more than four minutes.
        Assert.InRange(Environment.TickCount64 - began, 0, 100_000);
    }
}
