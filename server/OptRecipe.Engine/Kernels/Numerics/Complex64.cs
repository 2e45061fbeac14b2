namespace OptRecipe.Engine.Kernels.Numerics;

/// <summary>An element of COMPLEX64.</summary>
internal readonly record struct Complex64(float Real, float Imaginary);
