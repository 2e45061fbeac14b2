using OptRecipe.TFLite;
using T = OptRecipe.TFLite.TensorType;

namespace OptRecipe.Engine.Tests.Differential;

/// <summary>Operators with state, run several times: float32, and float32 with int8 weights.</summary>
internal static class Recurrent
{
    public static void Rnn(CaseWriter c, bool isSequence)
    {
        var isHybrid = c.Index % 2 == 1;
        var (batch, time, size, units) = (c.Next(1, 3), c.Next(1, 4), c.Next(1, 9), c.Next(1, 9));
        var isTimeMajor = isSequence && c.Chance(0.5);
        if (isSequence) c.Option("time_major", isTimeMajor);
        var activation = c.Pick(ActivationFunctionType.Tanh, ActivationFunctionType.Relu6, ActivationFunctionType.None);
        c.Option("fused_activation_function", (int)activation);
        Start(c, isHybrid, time, size + units);
        // A matrix of n × n numbers from −1 to 1 makes what nothing bounds about √(n/3) times as large in each step, and its error with it.
        if (activation == ActivationFunctionType.None && !isHybrid) c.Tolerance = Tolerance.Recurrence(size + units, 4 * (size + units) * Math.Max(1, Math.Pow(units / 3.0, 1.5 * time)), 3 * time);
        c.Input(T.Float32, isSequence ? isTimeMajor ? [time, batch, size] : [batch, time, size] : [batch, size]);
        Weights(c, isHybrid, units, size);
        Weights(c, isHybrid, units, units);
        c.Constant(T.Float32, [units]);
        c.Variable(T.Float32, [batch, units]);
        c.Output(T.Float32);
    }

    /// <summary>With the outputs of both directions merged or apart, with or without an auxiliary input.</summary>
    public static void BidirectionalRnn(CaseWriter c)
    {
        var isHybrid = c.Index % 2 == 1;
        var (batch, time, size, units, backwardUnits) = (c.Next(1, 3), c.Next(1, 4), c.Next(1, 9), c.Next(1, 9), c.Next(1, 9));
        var (isTimeMajor, isMerged, hasAuxiliary) = (c.Chance(0.5), c.Chance(0.5), c.Chance(0.3));
        c.Option("time_major", isTimeMajor).Option("merge_outputs", isMerged);
        c.Option("fused_activation_function", (int)c.Pick(ActivationFunctionType.Tanh, ActivationFunctionType.Relu6));
        Start(c, isHybrid, time, 2 * size + units + backwardUnits);
        int[] shape = isTimeMajor ? [time, batch, size] : [batch, time, size];
        c.Input(T.Float32, shape);
        foreach (var count in new[] { units, backwardUnits })
        {
            Weights(c, isHybrid, count, size);
            Weights(c, isHybrid, count, count);
            c.Constant(T.Float32, [count]);
            c.Variable(T.Float32, [batch, count]);
        }
        if (hasAuxiliary) c.Input(T.Float32, shape); else c.Omit();
        foreach (var count in new[] { units, backwardUnits })
            if (hasAuxiliary) Weights(c, isHybrid, count, size); else c.Omit();
        c.Output(T.Float32);
        if (!isMerged) c.Output(T.Float32);
    }

    public static void Svdf(CaseWriter c)
    {
        var isHybrid = c.Index % 2 == 1;
        var (batch, size, units, rank, memory) = (c.Next(1, 3), c.Next(1, 9), c.Next(1, 6), c.Next(1, 3), c.Next(1, 6));
        c.Option("rank", rank).Option("fused_activation_function", (int)c.Pick(ActivationFunctionType.Relu, ActivationFunctionType.None));
        Start(c, isHybrid, 1, (size + memory) * rank);
        c.Input(T.Float32, [batch, size]);
        Weights(c, isHybrid, units * rank, size);
        Weights(c, isHybrid, units * rank, memory);
        if (c.Chance(0.7)) c.Constant(T.Float32, [units]); else c.Omit();
        c.Variable(T.Float32, [batch, memory * units * rank]);
        c.Output(T.Float32);
    }

    /// <summary>With or without input gate (CIFG), peepholes, projection, layer normalization and clipping.</summary>
    public static void Lstm(CaseWriter c, bool isSequence)
    {
        var isHybrid = c.Index % 2 == 1;
        var (batch, time, size, units) = (c.Next(1, 3), c.Next(1, 4), c.Next(1, 8), c.Next(1, 8));
        // Longer than the stretch whose inputs are multiplied together.
        if (isSequence && c.Index % 7 == 6) time = 37;
        var (hasInputGate, hasPeephole, hasProjection, isNormalized) = (c.Chance(0.6), c.Chance(0.4), c.Chance(0.4), c.Chance(0.3));
        var outputs = hasProjection ? c.Next(1, 6) : units;
        var isTimeMajor = isSequence && c.Chance(0.5);
        if (isSequence) c.Option("time_major", isTimeMajor);
        c.Option("fused_activation_function", (int)ActivationFunctionType.Tanh).Option("cell_clip", c.Pick(0f, 0f, 0.5f)).Option("proj_clip", c.Pick(0f, 0f, 0.3f));
        Start(c, isHybrid, time, size + units + outputs);
        void Gates(Action make)
        {
            if (hasInputGate) make(); else c.Omit();
            for (var gate = 0; gate < 3; gate++) make();
        }
        c.Input(T.Float32, isSequence ? isTimeMajor ? [time, batch, size] : [batch, time, size] : [batch, size]);
        Gates(() => Weights(c, isHybrid, units, size));
        Gates(() => Weights(c, isHybrid, units, outputs));
        for (var gate = 0; gate < 3; gate++)
            if (hasPeephole && (gate > 0 || hasInputGate)) Weights(c, isHybrid, units, 0); else c.Omit();
        Gates(() => c.Constant(T.Float32, [units]));
        if (hasProjection) Weights(c, isHybrid, outputs, units); else c.Omit();
        if (hasProjection && c.Chance(0.5)) c.Constant(T.Float32, [outputs]); else c.Omit();
        c.Variable(T.Float32, [batch, outputs]);
        c.Variable(T.Float32, [batch, units]);
        if (isNormalized) Gates(() => c.Constant(T.Float32, [units]));
        c.Output(T.Float32);
    }

    private const float HybridScale = 0.008f;

    private static void Start(CaseWriter c, bool isHybrid, int time, int depth)
    {
        if (isHybrid) c.Option("asymmetric_quantize_inputs", c.Chance(0.5));
        c.InvocationCount = 3;
        c.Tolerance = isHybrid ? Tolerance.QuantizedState(127 * HybridScale) : Tolerance.Recurrence(depth, 4 * depth, 3 * time);
    }

    /// <summary>A matrix, or a vector where the second size is 0.</summary>
    private static void Weights(CaseWriter c, bool isHybrid, int rows, int columns)
    {
        int[] shape = columns == 0 ? [rows] : [rows, columns];
        if (isHybrid) c.Constant(T.Int8, shape, new(HybridScale, 0), Fill.Of(-127, 127)); else c.Constant(T.Float32, shape, default, Fill.Of(-1, 1));
    }
}
