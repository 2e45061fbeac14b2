using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace OptRecipe.Engine.Kernels.Numerics;

/// <summary>The discrete Fourier transform in float64 for one length that is a power of two; complex numbers are real and imaginary parts in turn. Bits of the index are reversed, then
/// come butterflies. A vector does the same arithmetic for two numbers at once.</summary>
internal sealed unsafe class FourierTransform
{
    private readonly int _length;
    private readonly int[] _mirrored;
    // For each butterfly of a level its root twice, and then its imaginary part with both signs; a level stands behind the shorter ones.
    private readonly double[] _real, _imaginary;

    public FourierTransform(int length)
    {
        _length = length;
        _mirrored = new int[length];
        for (var index = 1; index < length; index++) _mirrored[index] = _mirrored[index / 2] / 2 | (index % 2 == 0 ? 0 : length / 2);
        (_real, _imaginary) = (new double[2 * length], new double[2 * length]);
        for (var half = 1; half < length; half *= 2)
            for (var index = 0; index < half; index++)
            {
                var (sine, cosine) = Math.SinCos(-Math.PI * index / half);
                var place = 2 * (half + index);
                (_real[place], _real[place + 1], _imaginary[place], _imaginary[place + 1]) = (cosine, cosine, -sine, sine);
            }
    }

    /// <summary>Transforms so many complex numbers.</summary>
    public void InPlace(Span<double> values)
    {
        if (values.Length != 2 * _length) throw new ArgumentException($"{_length} complex numbers are expected", nameof(values));
        fixed (double* data = values, real = _real, imaginary = _imaginary)
        {
            for (var index = 0; index < _length; index++)
            {
                var mirrored = _mirrored[index];
                if (index >= mirrored) continue;
                (data[2 * index], data[2 * mirrored]) = (data[2 * mirrored], data[2 * index]);
                (data[2 * index + 1], data[2 * mirrored + 1]) = (data[2 * mirrored + 1], data[2 * index + 1]);
            }
            for (var half = 1; half < _length; half *= 2) Level(data, data + 2 * _length, half, real + 2 * half, imaginary + 2 * half);
        }
    }

    /// <summary>Transforms twice as many real numbers, which stand in the span's front, to one complex number more than there are in the transform: the rest are their conjugates.</summary>
    public void RealInPlace(Span<double> values, ReadOnlySpan<double> halfRoots)
    {
        InPlace(values[..(2 * _length)]);
        // The even and the odd numbers were transformed as real and imaginary parts: their transforms are taken apart by symmetry and joined by one more level.
        var (first, second) = (values[0], values[1]);
        (values[0], values[1], values[2 * _length], values[2 * _length + 1]) = (first + second, 0, first - second, 0);
        for (int near = 1, far = _length - 1; near <= far; near++, far--)
        {
            double nearReal = values[2 * near], nearImaginary = values[2 * near + 1], farReal = values[2 * far], farImaginary = values[2 * far + 1];
            double evenReal = (nearReal + farReal) / 2, evenImaginary = (nearImaginary - farImaginary) / 2;
            double oddReal = (nearImaginary + farImaginary) / 2, oddImaginary = (farReal - nearReal) / 2;
            double turnedReal = oddReal * halfRoots[2 * near] - oddImaginary * halfRoots[2 * near + 1], turnedImaginary = oddReal * halfRoots[2 * near + 1] + oddImaginary * halfRoots[2 * near];
            (values[2 * near], values[2 * near + 1]) = (evenReal + turnedReal, evenImaginary + turnedImaginary);
            (values[2 * far], values[2 * far + 1]) = (evenReal - turnedReal, turnedImaginary - evenImaginary);
        }
    }

    /// <summary>e^(−πi k / length) for k below the length: what <see cref="RealInPlace"/> joins the halves with.</summary>
    public static double[] HalfRoots(int length)
    {
        var roots = new double[2 * length];
        for (var index = 0; index < length; index++) (roots[2 * index + 1], roots[2 * index]) = Math.SinCos(-Math.PI * index / length);
        return roots;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Level(double* data, double* end, int half, double* real, double* imaginary)
    {
        if (half > 1 && Vector256.IsHardwareAccelerated)
        {
            for (; data < end; data += 4 * half)
                for (var index = 0; index < 2 * half; index += 4)
                {
                    Vector256<double> near = Vector256.Load(data + index), far = Vector256.Load(data + 2 * half + index);
                    far = far * Vector256.Load(real + index) + Vector256.Shuffle(far, Vector256.Create(1L, 0, 3, 2)) * Vector256.Load(imaginary + index);
                    (near + far).Store(data + index);
                    (near - far).Store(data + 2 * half + index);
                }
            return;
        }
        for (; data < end; data += 4 * half)
            for (var index = 0; index < 2 * half; index += 2)
            {
                double* near = data + index, far = near + 2 * half;
                var x = far[0] * real[index] + far[1] * imaginary[index];
                var y = far[1] * real[index + 1] + far[0] * imaginary[index + 1];
                (far[0], far[1]) = (near[0] - x, near[1] - y);
                (near[0], near[1]) = (near[0] + x, near[1] + y);
            }
    }
}
