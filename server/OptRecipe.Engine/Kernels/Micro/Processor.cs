using System.Runtime.Intrinsics.X86;

namespace OptRecipe.Engine.Kernels.Micro;

/// <summary>What the processor has beyond AVX2, asked once. Code compiled for the package may not ask by itself: a method that names an instruction set for which the package is not
/// compiled is left to the just-in-time compiler, with all that is in it.</summary>
internal static class Processor
{
    public static readonly bool HasAvx512Vbmi = Avx512Vbmi.IsSupported;
}
