using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.Engine.Tensors;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>The basic form of LSTM: one step with all weights in one matrix. z = W·[x, h] + b holds input gate, new values, forget gate and output gate one after another;
/// c = σ(i) × tanh(u) + σ(f) × c, h = σ(o) × tanh(c). Outputs: h, c, [x, h], z; h and c are also written back over the inputs that they came from. float32; or uint8 with
/// int16 state: x and h have scale 1/128 and zero point 128, z is int16 with three integer bits (accumulator × 4096 × bias scale), c has four.</summary>
internal sealed class BasicLstm : Kernel
{
    private int _inputs, _outputs;
    private FixedPointFactor _factor;
    private Rounding _rounding;

    public override void Prepare(KernelContext context)
    {
        if (context.InputCount != 5 || context.OutputCount != 4)
            throw context.Refusal($"the basic LSTM has {context.InputCount} inputs and {context.OutputCount} outputs, five and four are expected");
        var (input, previous) = (context.Input(0), context.Input(1));
        if (input.Rank != 2 || previous.Rank != 2) throw context.Refusal($"the input is {input} and the previous output {previous}, two dimensions are expected");
        (_inputs, _outputs, _rounding) = (input.Dim(1), previous.Dim(1), RecurrentRules.BasicLstm(context.Runtime));
        var batches = input.Dim(0);
        var isQuantized = input.Type == TensorType.UInt8;
        if (!isQuantized && input.Type != TensorType.Float32) throw context.UnsupportedType(input);
        var (type, biasType, stateType) = isQuantized ? (TensorType.UInt8, TensorType.Int32, TensorType.Int16) : (TensorType.Float32, TensorType.Float32, TensorType.Float32);
        context.Expect(previous, "previous output", type, batches, _outputs);
        context.Expect(context.Input(2), "weights", type, checked(4 * _outputs), checked(_inputs + _outputs));
        var bias = context.Expect(context.Input(3), "bias", biasType, 4 * _outputs);
        var state = context.Expect(context.Input(4), "previous state", stateType, batches, _outputs);
        if (previous.Memory == TensorMemory.Constant || state.Memory == TensorMemory.Constant) throw context.Refusal("previous output and state are constants, they are written");
        ReadOnlySpan<TensorType> outputTypes = [type, stateType, type, stateType];
        ReadOnlySpan<int> widths = [_outputs, _outputs, _inputs + _outputs, 4 * _outputs];
        for (var index = 0; index < 4; index++)
        {
            var output = context.Output(index);
            if (output.Type != outputTypes[index]) throw context.Refusal($"output {index} is {output}, {outputTypes[index].Name()} is expected");
            context.Resize(output, batches, widths[index]);
        }
        if (!isQuantized) return;
        if (Math.Abs(Math.Log2(context.RequireScale(context.Output(1))) + 11) >= 1e-3)
            throw context.Refusal($"the scale of the state is {context.Output(1).Scale}, 2^-11 is expected");
        _factor = FixedPointFactor.Of(4096.0 * context.RequireScale(bias));
    }

    public override void Run(KernelContext context)
    {
        if (context.Input(0).Type == TensorType.UInt8) RunQuantized(context);
        else RunFloat(context);
        context.Output(0).Bytes.CopyTo(context.Input(1).Write<byte>());
        context.Output(1).Bytes.CopyTo(context.Input(4).Write<byte>());
    }

    private void Concatenate<T>(KernelContext context) where T : unmanaged
    {
        var x = context.Input(0).Read<T>();
        var h = context.Input(1).Read<T>();
        var both = context.Output(2).Write<T>();
        for (var batch = 0; batch < context.Input(0).Dim(0); batch++)
        {
            var row = both.Slice(batch * (_inputs + _outputs), _inputs + _outputs);
            x.Slice(batch * _inputs, _inputs).CopyTo(row);
            h.Slice(batch * _outputs, _outputs).CopyTo(row[_inputs..]);
        }
    }

    private void RunFloat(KernelContext context)
    {
        Concatenate<float>(context);
        var weights = context.Input(2).Read<float>();
        var bias = context.Input(3).Read<float>();
        var previous = context.Input(4).Read<float>();
        var h = context.Output(0).Write<float>();
        var c = context.Output(1).Write<float>();
        var both = context.Output(2).Read<float>();
        var all = context.Output(3).Write<float>();
        var depth = _inputs + _outputs;
        for (var batch = 0; batch * _outputs < h.Length; batch++)
        {
            var vector = both.Slice(batch * depth, depth);
            var z = all.Slice(batch * 4 * _outputs, 4 * _outputs);
            for (var row = 0; row < z.Length; row++) z[row] = RecurrentWeights.Dot(weights.Slice(row * depth, depth), vector) + bias[row];
            for (var cell = 0; cell < _outputs; cell++)
            {
                var index = batch * _outputs + cell;
                c[index] = Sigmoid(z[cell]) * Tanh(z[_outputs + cell]) + Sigmoid(z[2 * _outputs + cell]) * previous[index];
                h[index] = Sigmoid(z[3 * _outputs + cell]) * Tanh(c[index]);
            }
        }
    }

    private void RunQuantized(KernelContext context)
    {
        Concatenate<byte>(context);
        var weights = context.Input(2).Read<byte>();
        var bias = context.Input(3).Read<int>();
        var previous = context.Input(4).Read<short>();
        var h = context.Output(0).Write<byte>();
        var c = context.Output(1).Write<short>();
        var both = context.Output(2).Read<byte>();
        var all = context.Output(3).Write<short>();
        var (depth, zeroPoint) = (_inputs + _outputs, context.Input(2).ZeroPoint);
        for (var batch = 0; batch * _outputs < h.Length; batch++)
        {
            var vector = both.Slice(batch * depth, depth);
            var z = all.Slice(batch * 4 * _outputs, 4 * _outputs);
            for (var row = 0; row < z.Length; row++)
            {
                var sum = bias[row];
                var weightRow = weights.Slice(row * depth, depth);
                for (var index = 0; index < depth; index++) sum += (vector[index] - 128) * (weightRow[index] - zeroPoint);
                z[row] = (short)FixedPoint16.Saturate(_factor.Apply(sum, _rounding));
            }
            for (var cell = 0; cell < _outputs; cell++)
            {
                var index = batch * _outputs + cell;
                var added = FixedPoint16.Multiply(FixedPoint16.Logistic(z[cell], 3), FixedPoint16.Tanh(z[_outputs + cell], 3));
                var kept = FixedPoint16.Multiply(FixedPoint16.Logistic(z[2 * _outputs + cell], 3), previous[index]);
                var state = FixedPoint16.Saturate(FixedPointFactor.DivideByPowerOfTwo(added, 4) + kept);
                c[index] = (short)state;
                var output = FixedPoint16.Multiply(FixedPoint16.Logistic(z[3 * _outputs + cell], 3), FixedPoint16.Tanh((short)FixedPoint16.Saturate(state << 1), 3));
                h[index] = (byte)(128 + Math.Clamp(FixedPointFactor.DivideByPowerOfTwo(output, 8), -128, 127));
            }
        }
    }

    private static float Sigmoid(float x) => (float)(1 / (1 + Math.Exp(-(double)x)));

    private static float Tanh(float x) => (float)Math.Tanh(x);
}
