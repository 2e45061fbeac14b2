using System.Numerics;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Kernels.Vectors;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>CAST. Integers to narrower ones wrap; floats to integers are truncated (what does not fit: by runtime, see <see cref="ArithmeticTable"/>); to 16-bit floats goes
/// through float32, halves to even; to BOOL is whether it is not zero; of complex numbers only the real part is taken. 4-bit and 2-bit integers go from and to FLOAT32 only,
/// cut to their range.</summary>
internal sealed class Cast : UnaryKernel
{
    protected override bool KeepsType => false;
    protected override bool Computes(RuntimeTensor output) => output.Type != TensorType.Float32;

    protected override ElementLoop? Loop(KernelContext context, RuntimeTensor input, RuntimeTensor output)
    {
        if (PackedLoops.IsPacked(input.Type) && output.Type == TensorType.Float32) return PackedLoops.From<float, ToFloat>(input.Type, default);
        if (PackedLoops.IsPacked(output.Type) && input.Type == TensorType.Float32) return PackedLoops.To<float, CutToRange>(output.Type, new(output.Type));
        if (input.Type == TensorType.Complex64 && output.Type == TensorType.Complex64) return ElementLoop.Of<Complex64, Complex64, Same<Complex64>>(default);
        // Whole numbers of 16 bits stand in float32 as they are.
        if (output.Type == TensorType.Float32)
            switch (input.Type)
            {
                case TensorType.Int8: return DequantizeLoop.Of<sbyte, ToNumber<sbyte, float>>(context.Kernels, 1, 0, default);
                case TensorType.UInt8: return DequantizeLoop.Of<byte, ToNumber<byte, float>>(context.Kernels, 1, 0, default);
                case TensorType.Int16: return DequantizeLoop.Of<short, ToNumber<short, float>>(context.Kernels, 1, 0, default);
            }
        var saturates = ArithmeticTable.CastSaturates(context.Runtime);
        var loop = input.Type switch
        {
            TensorType.Int8 => To<sbyte, sbyte, Same<sbyte>>(output.Type, saturates),
            TensorType.UInt8 => To<byte, byte, Same<byte>>(output.Type, saturates),
            TensorType.Int16 => To<short, short, Same<short>>(output.Type, saturates),
            TensorType.UInt16 => To<ushort, ushort, Same<ushort>>(output.Type, saturates),
            TensorType.Int32 => To<int, int, Same<int>>(output.Type, saturates),
            TensorType.UInt32 => To<uint, uint, Same<uint>>(output.Type, saturates),
            TensorType.Int64 => To<long, long, Same<long>>(output.Type, saturates),
            TensorType.UInt64 => To<ulong, ulong, Same<ulong>>(output.Type, saturates),
            TensorType.Bool => To<byte, byte, ToBool<byte>>(output.Type, saturates),
            TensorType.Float16 => To<ushort, float, FromFloat16<IeeeHalf>>(output.Type, saturates),
            TensorType.BFloat16 => To<ushort, float, FromFloat16<BrainFloat>>(output.Type, saturates),
            TensorType.Float32 => To<float, float, Same<float>>(output.Type, saturates),
            TensorType.Float64 => To<double, double, Same<double>>(output.Type, saturates),
            TensorType.Complex64 => To<Complex64, float, RealPart>(output.Type, saturates),
            _ => null,
        };
        return loop ?? throw context.Refusal($"there is no kernel from {input.Type.Name()} to {output.Type.Name()}");
    }

    /// <summary>A loop that makes a number of each element and casts it.</summary>
    private static ElementLoop? To<TIn, TNumber, TDecode>(TensorType output, bool saturates) where TIn : unmanaged where TNumber : unmanaged, INumber<TNumber> where TDecode : struct, IUnaryFunction<TIn, TNumber> =>
        output switch
        {
            TensorType.Int8 => ToInteger<TIn, TNumber, TDecode, sbyte>(saturates),
            TensorType.UInt8 => ToInteger<TIn, TNumber, TDecode, byte>(saturates),
            TensorType.Int16 => ToInteger<TIn, TNumber, TDecode, short>(saturates),
            TensorType.UInt16 => ToInteger<TIn, TNumber, TDecode, ushort>(saturates),
            TensorType.Int32 => ToInteger<TIn, TNumber, TDecode, int>(saturates),
            TensorType.UInt32 => ToInteger<TIn, TNumber, TDecode, uint>(saturates),
            TensorType.Int64 => ToInteger<TIn, TNumber, TDecode, long>(saturates),
            TensorType.UInt64 => ToInteger<TIn, TNumber, TDecode, ulong>(saturates),
            TensorType.Bool => Then<TIn, TNumber, byte, TDecode, ToBool<TNumber>>(),
            TensorType.Float16 => Then<TIn, TNumber, ushort, TDecode, ToFloat16<TNumber, IeeeHalf>>(),
            TensorType.BFloat16 => Then<TIn, TNumber, ushort, TDecode, ToFloat16<TNumber, BrainFloat>>(),
            TensorType.Float32 => Then<TIn, TNumber, float, TDecode, ToNumber<TNumber, float>>(),
            TensorType.Float64 => Then<TIn, TNumber, double, TDecode, ToNumber<TNumber, double>>(),
            TensorType.Complex64 => Then<TIn, TNumber, Complex64, TDecode, ToComplex<TNumber>>(),
            _ => null,
        };

    private static ElementLoop ToInteger<TIn, TNumber, TDecode, TOut>(bool saturates)
        where TIn : unmanaged where TNumber : unmanaged, INumber<TNumber> where TDecode : struct, IUnaryFunction<TIn, TNumber> where TOut : unmanaged, IBinaryInteger<TOut>, IMinMaxValue<TOut> =>
        typeof(TNumber) != typeof(float) && typeof(TNumber) != typeof(double) ? Then<TIn, TNumber, TOut, TDecode, ToNumber<TNumber, TOut>>()
        : saturates ? Then<TIn, TNumber, TOut, TDecode, Saturate<TNumber, TOut>>() : Then<TIn, TNumber, TOut, TDecode, Truncate<TNumber, TOut>>();

    private static ElementLoop Then<TIn, TNumber, TOut, TDecode, TCast>() where TIn : unmanaged where TOut : unmanaged where TDecode : struct, IUnaryFunction<TIn, TNumber> where TCast : struct, IUnaryFunction<TNumber, TOut> =>
        ElementLoop.Of<TIn, TOut, Composed<TIn, TNumber, TOut, TDecode, TCast>>(default);

    private readonly struct Composed<TIn, TNumber, TOut, TDecode, TCast> : IUnaryFunction<TIn, TOut> where TDecode : struct, IUnaryFunction<TIn, TNumber> where TCast : struct, IUnaryFunction<TNumber, TOut>
    {
        public TOut Apply(TIn x) => default(TCast).Apply(default(TDecode).Apply(x));
    }

    private readonly struct Same<T> : IUnaryFunction<T, T>
    {
        public T Apply(T x) => x;
    }

    private readonly struct FromFloat16<TFormat> : IUnaryFunction<ushort, float> where TFormat : struct, IFloat16Format
    {
        public float Apply(ushort x) => TFormat.Decode(x);
    }

    private readonly struct RealPart : IUnaryFunction<Complex64, float>
    {
        public float Apply(Complex64 x) => x.Real;
    }

    /// <summary>Wraps integers, rounds to floats.</summary>
    private readonly struct ToNumber<T, TOut> : IUnaryFunction<T, TOut> where T : INumber<T> where TOut : INumber<TOut>
    {
        public TOut Apply(T x) => TOut.CreateTruncating(x);
    }

    private readonly struct Saturate<T, TOut> : IUnaryFunction<T, TOut> where T : INumber<T> where TOut : IBinaryInteger<TOut>, IMinMaxValue<TOut>
    {
        public TOut Apply(T x) => T.IsNaN(x) ? TOut.MaxValue : TOut.CreateSaturating(x);
    }

    /// <summary>Through int32, or int64 where the output is as wide as that or unsigned with 32 bits, of which the lower bits are kept.</summary>
    private readonly struct Truncate<T, TOut> : IUnaryFunction<T, TOut> where T : INumber<T> where TOut : IBinaryInteger<TOut>
    {
        public TOut Apply(T x)
        {
            var real = double.CreateTruncating(x);
            return typeof(TOut) == typeof(long) || typeof(TOut) == typeof(ulong) || typeof(TOut) == typeof(uint)
                ? TOut.CreateTruncating(NativeConversion.ToInt64(real)) : TOut.CreateTruncating(NativeConversion.ToInt32(real));
        }
    }

    private readonly struct ToBool<T> : IUnaryFunction<T, byte> where T : INumber<T>
    {
        public byte Apply(T x) => x != T.Zero ? (byte)1 : (byte)0;
    }

    private readonly struct ToFloat16<T, TFormat> : IUnaryFunction<T, ushort> where T : INumber<T> where TFormat : struct, IFloat16Format
    {
        public ushort Apply(T x) => TFormat.Encode(float.CreateTruncating(x));
    }

    private readonly struct ToComplex<T> : IUnaryFunction<T, Complex64> where T : INumber<T>
    {
        public Complex64 Apply(T x) => new(float.CreateTruncating(x), 0);
    }

    private readonly struct ToFloat : IUnaryFunction<int, float>
    {
        public float Apply(int x) => x;
    }

    /// <summary>Truncated; NaN gives the greatest number.</summary>
    private readonly struct CutToRange(TensorType type) : IUnaryFunction<float, int>
    {
        private readonly int _min = ActivationRange.TypeRange(type).Min, _max = ActivationRange.TypeRange(type).Max;

        public int Apply(float x) => x < _min ? _min : x < _max ? (int)x : _max;
    }
}
