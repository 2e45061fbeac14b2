using System.Collections.Immutable;
using System.Runtime.InteropServices;
using OptRecipe.Engine.Calibration;
using OptRecipe.Engine.Passes.Equalize;
using OptRecipe.Engine.Rewriting;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.Engine.Repair;

/// <param name="Origins">For each operator of the main graph the one of the model before that it was, or was a part of.</param>
public sealed record SplitModel(Model Model, ImmutableArray<int> Origins);

/// <summary>Takes a CONCATENATION of channels apart where one CONV_2D or FULLY_CONNECTED reads it: that operator becomes one for each group of inputs, with the weights of their channels, and ADD sums what they
/// make, so that each group keeps an integer scale of its own. Float sums come in another order: the model answers the same but for their rounding.</summary>
public static class ReaderSplit
{
    /// <param name="concatenation">An operator of the main graph.</param>
    /// <param name="ranges">Of the model; the result has tensors that they do not know.</param>
    /// <param name="apart">Neighbouring inputs whose ranges differ less stay together.</param>
    /// <returns>The model, or null and the reason.</returns>
    public static (SplitModel? Split, string Reason) Apply(Model model, int concatenation, TensorRanges ranges, double apart)
    {
        var graph = model.Subgraphs[0];
        var joining = graph.Operators[concatenation];
        if (InputRescale.JoinedChannels(model, graph, joining) is not { } joined) return (null, InputRescale.JoinsNoChannels);
        if (graph.Outputs.Contains(joined.Tensor)) return (null, "makes an output of the model");
        int[] readers = [.. graph.Operators.Index().SelectMany(entry => entry.Item.Inputs.Where(input => input == joined.Tensor).Select(_ => entry.Index))];
        if (readers is not [var index]) return (null, $"is read by {readers.Length} operators");
        var reader = graph.Operators[index];
        var name = $"{model.CodeOf(reader).Name} #{index}";
        if (model.CodeOf(reader).Builtin is not (BuiltinOperator.Conv2D or BuiltinOperator.FullyConnected) || reader.Inputs[0] != joined.Tensor
            || ChannelAxis.OfInput(model, graph, reader, joined.Channels) is not { } axis || axis.Size != joined.Channels) return (null, $"is read by {name}, which does not sum over its channels");
        if (graph.Tensors[axis.Tensor] is not { Type: TensorType.Float32, Sparsity: null } weights || !model.HasFittingData(weights) || reader.Options?.Schema.IndexOf("weights_format") >= 0 && reader.Options.Int32("weights_format") != 0)
            return (null, $"is read by {name}, whose weights are no plain float32 constant");
        var activation = EqualizationPairs.Activation(reader);
        if (activation is ActivationFunctionType.Tanh or ActivationFunctionType.SignBit) return (null, $"is read by {name}, whose fused activation ADD does not have");
        return (Split(), "");

        SplitModel Split()
        {
            var edit = new ModelEdit(model);
            var main = edit.Subgraphs[0];
            List<(int Before, int Origin)> added = [];
            var values = MemoryMarshal.Cast<byte, float>(edit.DataOf(weights).ToMemory().Span).ToArray();
            var isOwn = graph.Operators.Sum(other => other.Inputs.Count(input => input == axis.Tensor)) == 1 && !graph.Outputs.Contains(axis.Tensor);
            var result = graph.Tensors[reader.Outputs[0]];
            var groups = Groups(joining.Inputs, graph, ranges, apart);
            var (from, sum) = (0, -1);
            for (var part = 0; part < groups.Count; part++)
            {
                var inputs = groups[part];
                var channels = inputs.Sum(input => graph.Tensors[input].Shape[^1]);
                // The first part stands where the CONCATENATION was, and what it makes in that one's tensor.
                var at = part == 0 ? concatenation : index;
                var read = inputs is [var alone] ? alone : Join(inputs, channels, part, at);
                var cut = weights with { Name = $"{weights.Name}_part{part}", Shape = weights.Shape.SetItem(weights.Shape.Length - 1, channels), ShapeSignature = default, Buffer = edit.AddBuffer(Columns(values, joined.Channels, from, channels)) };
                var output = Put(part == 0 ? joined.Tensor : -1, result with { Name = $"{result.Name}_part{part}" });
                var @operator = reader with { Inputs = [read, Put(part == 0 && isOwn ? axis.Tensor : -1, cut), .. reader.Inputs.Skip(2).Select(bias => part == 0 ? bias : NoBias(bias, part))], Outputs = [output], Options = reader.Options?.With("fused_activation_function", (int)ActivationFunctionType.None) };
                if (part == 0) main.ReplaceOperator(concatenation, @operator);
                else Insert(index, @operator, index);
                sum = part == 0 ? output : Add(sum, output, part, isLast: part == groups.Count - 1);
                from += channels;
            }
            return new(edit.Build(), [.. graph.Operators.SelectMany((_, old) => added.Where(entry => entry.Before == old).Select(entry => entry.Origin).Append(old == concatenation ? index : old))]);

            int Put(int place, Tensor tensor)
            {
                if (place < 0) return main.AddTensor(tensor);
                main.ReplaceTensor(place, tensor);
                return place;
            }

            void Insert(int before, Operator @operator, int origin)
            {
                main.InsertBefore(before, @operator);
                added.Add((before, origin));
            }

            int Join(ImmutableArray<int> inputs, int channels, int part, int before)
            {
                var whole = graph.Tensors[joined.Tensor];
                var tensor = main.AddTensor(whole with
                {
                    Name = $"{whole.Name}_part{part}", Shape = whole.Shape.SetItem(whole.Shape.Length - 1, channels),
                    ShapeSignature = whole.ShapeSignature.IsDefaultOrEmpty ? whole.ShapeSignature : whole.ShapeSignature.SetItem(whole.ShapeSignature.Length - 1, channels),
                });
                Insert(before, joining with { Inputs = inputs, Outputs = [tensor] }, concatenation);
                return tensor;
            }

            // Targets that want a bias find one.
            int NoBias(int bias, int part) => bias < 0 ? bias
                : main.AddTensor(graph.Tensors[bias] with { Name = $"{graph.Tensors[bias].Name}_part{part}", Buffer = edit.AddBuffer(ByteRange.Of(new byte[graph.Tensors[bias].ElementCount() * sizeof(float)])) });

            int Add(int left, int right, int part, bool isLast)
            {
                var output = isLast ? reader.Outputs[0] : main.AddTensor(result with { Name = $"{result.Name}_sum{part}" });
                var add = new Operator { OpcodeIndex = edit.Intern(BuiltinOperator.Add), Inputs = [left, right], Outputs = [output], Options = OperatorOptions.Of("AddOptions").With("fused_activation_function", (int)(isLast ? activation : ActivationFunctionType.None)) };
                if (isLast) main.ReplaceOperator(index, add);
                else Insert(index, add, index);
                return output;
            }
        }
    }

    private static List<ImmutableArray<int>> Groups(ImmutableArray<int> inputs, Subgraph graph, TensorRanges ranges, double apart)
    {
        List<ImmutableArray<int>> groups = [];
        var (least, most) = (0d, 0d);
        foreach (var input in inputs)
        {
            var size = InputRescale.SizeOf(ranges, input);
            var (low, high) = (least > 0 && size > 0 ? Math.Min(least, size) : Math.Max(least, size), Math.Max(most, size));
            var isNew = groups.Count == 0 || high >= apart * low && low > 0;
            (least, most) = isNew ? (size, size) : (low, high);
            if (isNew) groups.Add([input]);
            else groups[^1] = groups[^1].Add(input);
        }
        return groups;
    }

    /// <summary>Some columns of a matrix whose rows have this length.</summary>
    private static ByteRange Columns(float[] values, int row, int from, int count)
    {
        var cut = new float[values.Length / row * count];
        for (var at = 0; at * row < values.Length; at++) values.AsSpan(at * row + from, count).CopyTo(cut.AsSpan(at * count));
        return ByteRange.Of(MemoryMarshal.AsBytes(cut.AsSpan()).ToArray());
    }
}
