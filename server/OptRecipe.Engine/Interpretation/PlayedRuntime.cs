namespace OptRecipe.Engine.Interpretation;

/// <summary>The runtime whose numbers an interpreter gives. Rounding of integers belongs to a runtime (server/docs/rounding.md); speed does not: kernel sets never change numbers.</summary>
public enum PlayedRuntime
{
    /// <summary>LiteRT 2.3 with its reference kernels, and where those are wrong what exact arithmetic gives: the judged column of the kernel corpus.</summary>
    LiteRT23,
    /// <summary>TensorFlow Lite 2.9 with its own optimized kernels, no delegate.</summary>
    TFLite29,
    /// <summary>TensorFlow Lite for Microcontrollers with its reference kernels.</summary>
    TFLiteMicro,
}

public static class PlayedRuntimeNames
{
    private static readonly string[] Names = ["litert-2.3", "tflite-2.9", "tflite-micro"];

    public static string Name(this PlayedRuntime runtime) => Names[(int)runtime];

    public static bool TryParse(string name, out PlayedRuntime runtime)
    {
        var index = Array.IndexOf(Names, name);
        runtime = (PlayedRuntime)Math.Max(index, 0);
        return index >= 0;
    }

    public static ReadOnlySpan<string> All => Names;
}
