using System.Numerics;
using OptRecipe.Engine.Interpretation;
using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>A relation of two values; with a NaN only ≠ holds.</summary>
internal interface IRelation
{
    static abstract bool Apply<T>(T a, T b) where T : IComparisonOperators<T, T, bool>;
    /// <summary>Whether it asks for equality only, which bool and strings have too.</summary>
    static virtual bool IsEquality => false;
}

internal readonly struct Equality : IRelation
{
    public static bool Apply<T>(T a, T b) where T : IComparisonOperators<T, T, bool> => a == b;
    public static bool IsEquality => true;
}

internal readonly struct Inequality : IRelation
{
    public static bool Apply<T>(T a, T b) where T : IComparisonOperators<T, T, bool> => a != b;
    public static bool IsEquality => true;
}

internal readonly struct Below : IRelation
{
    public static bool Apply<T>(T a, T b) where T : IComparisonOperators<T, T, bool> => a < b;
}

internal readonly struct BelowOrEqual : IRelation
{
    public static bool Apply<T>(T a, T b) where T : IComparisonOperators<T, T, bool> => a <= b;
}

internal readonly struct Above : IRelation
{
    public static bool Apply<T>(T a, T b) where T : IComparisonOperators<T, T, bool> => a > b;
}

internal readonly struct AboveOrEqual : IRelation
{
    public static bool Apply<T>(T a, T b) where T : IComparisonOperators<T, T, bool> => a >= b;
}

/// <summary>EQUAL, NOT_EQUAL, LESS, LESS_EQUAL, GREATER, GREATER_EQUAL: output = whether the relation holds. int8 and uint8, and int16 where equality is asked
/// and it is quantized, are compared as (q − zero point) × 2^8 × scale, rounded doubly: small scales make neighbours equal. Other int16 is compared as stored,
/// whatever its scale.</summary>
internal sealed class Comparison<TRelation> : BinaryKernel, IOrderedVisitor<BinaryLoop> where TRelation : struct, IRelation
{
    protected override TensorType ResultType(RuntimeTensor a, RuntimeTensor output) => TensorType.Bool;

    protected override BinaryLoop? Choose(KernelContext context, RuntimeTensor a, RuntimeTensor b, RuntimeTensor output) => a.Type switch
    {
        TensorType.Int8 => Quantized<sbyte>(context, a, b),
        TensorType.UInt8 => Quantized<byte>(context, a, b),
        TensorType.Int16 when TRelation.IsEquality && !a.Quantization.IsNone => Quantized<short>(context, a, b),
        TensorType.Bool when TRelation.IsEquality => new BinaryLoop<byte, byte, bool, OfTruths>(default),
        TensorType.String when TRelation.IsEquality => new StringLoop(),
        _ => ElementTypes.Ordered(a.Type, this),
    };

    public BinaryLoop Visit<T>() where T : unmanaged, IEquatable<T>, IComparisonOperators<T, T, bool> => new BinaryLoop<T, T, bool, Plain<T>>(default);

    private static BinaryLoop<T, T, bool, Scaled<T>> Quantized<T>(KernelContext context, RuntimeTensor a, RuntimeTensor b)
        where T : unmanaged, IBinaryInteger<T>
    {
        QuantizedOperand.Check(context, a);
        QuantizedOperand.Check(context, b);
        var (factorA, factorB) = (FixedPointFactor.Of(a.Scale), FixedPointFactor.Of(b.Scale));
        // A relation does not change with the unit: with scales from 1 up both are made smaller, so that nothing leaves 32 bits.
        var excess = Math.Max(0, Math.Max(factorA.Shift, factorB.Shift));
        return new(new(a.ZeroPoint, b.ZeroPoint, Divided(factorA, excess), Divided(factorB, excess)));
    }

    private static FixedPointFactor Divided(FixedPointFactor factor, int exponent) =>
        factor.Shift - exponent < -31 ? default : factor with { Shift = factor.Shift - exponent };

    private readonly struct Plain<T> : IBinaryFunction<T, T, bool> where T : IComparisonOperators<T, T, bool>
    {
        public bool Apply(T a, T b) => TRelation.Apply(a, b);
    }

    private readonly struct OfTruths : IBinaryFunction<byte, byte, bool>
    {
        public bool Apply(byte a, byte b) => TRelation.Apply(a == 0 ? 0 : 1, b == 0 ? 0 : 1);
    }

    private readonly struct Scaled<T>(int zeroA, int zeroB, FixedPointFactor factorA, FixedPointFactor factorB) : IBinaryFunction<T, T, bool>
        where T : IBinaryInteger<T>
    {
        public bool Apply(T a, T b) => TRelation.Apply(
            factorA.Apply((int.CreateTruncating(a) - zeroA) << 8, Rounding.Double), factorB.Apply((int.CreateTruncating(b) - zeroB) << 8, Rounding.Double));
    }

    private sealed class StringLoop : BinaryLoop
    {
        public override bool TryRun(KernelContext context, Broadcasting walk, RuntimeTensor a, RuntimeTensor b, RuntimeTensor output)
        {
            var first = new StringElements(context, a);
            var second = new StringElements(context, b);
            var results = output.Write<bool>();
            var rows = new BroadcastRows(walk, 2, stackalloc int[BroadcastRows.StateLength(walk, 2)]);
            for (var start = 0; start < results.Length; start += rows.Length, rows.Next())
            {
                for (var index = 0; index < rows.Length; index++)
                {
                    var (indexA, indexB) = (rows.Start(0) + index * rows.Step(0), rows.Start(1) + index * rows.Step(1));
                    results[start + index] = TRelation.Apply(first[indexA].SequenceCompareTo(second[indexB]), 0);
                }
            }
            return true;
        }
    }
}
