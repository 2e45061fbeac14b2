using OptRecipe.Pipeline.Running;

namespace OptRecipe.Pipeline.Tests;

public sealed class WarmUpTests
{
    [Fact]
    public void Warming_up_carries_a_quantization_out() => WarmUp.Run();
}
