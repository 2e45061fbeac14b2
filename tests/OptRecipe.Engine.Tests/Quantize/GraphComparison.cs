using OptRecipe.Engine.Rewriting;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Tests.Quantize;

/// <summary>Compares two models operator by operator: names, versions, options, and of every tensor the type, shape, quantization to the last bit and constant bytes.
/// Tensor numbers and names may differ; that each tensor of one stands for the same tensor of the other wherever it is used is part of the comparison.</summary>
internal static class GraphComparison
{
    public static List<string> Differences(Model ours, Model theirs)
    {
        var differences = new List<string>();
        Differ("operator codes", ours.OperatorCodes.Select(code => $"{code.Name} {code.Version}").Order(), theirs.OperatorCodes.Select(code => $"{code.Name} {code.Version}").Order());
        Differ("min_runtime_version", Runtime(ours), Runtime(theirs));
        foreach (var (left, right) in ours.Subgraphs.Zip(theirs.Subgraphs))
        {
            var same = new Dictionary<int, int>();
            var (leftNames, rightNames) = (Names(ours, left), Names(theirs, right));
            if (!leftNames.SequenceEqual(rightNames))
            {
                differences.Add($"operators: {string.Join(' ', leftNames)} against {string.Join(' ', rightNames)}");
                continue;
            }
            foreach (var (index, (leftOperator, rightOperator)) in left.Operators.Zip(right.Operators).Index())
            {
                var at = $"{leftNames[index]} #{index}";
                if (!Equals(leftOperator.Options, rightOperator.Options)) differences.Add($"{at}: options differ");
                if (leftOperator.Inputs.Length != rightOperator.Inputs.Length) differences.Add($"{at}: number of operands differs");
                foreach (var (operand, (leftTensor, rightTensor)) in leftOperator.Inputs.Concat(leftOperator.Outputs).Zip(rightOperator.Inputs.Concat(rightOperator.Outputs)).Index())
                    Compare($"{at} tensor {operand}", leftTensor, rightTensor);
            }
            foreach (var (leftTensor, rightTensor) in left.Inputs.Concat(left.Outputs).Zip(right.Inputs.Concat(right.Outputs))) Compare("graph border", leftTensor, rightTensor);

            void Compare(string at, int leftIndex, int rightIndex)
            {
                if (leftIndex < 0 || rightIndex < 0)
                {
                    if (leftIndex != rightIndex) differences.Add($"{at}: one is omitted");
                    return;
                }
                if (same.TryGetValue(leftIndex, out var known) ? known != rightIndex : !same.TryAdd(leftIndex, rightIndex)) differences.Add($"{at}: wired differently");
                var (a, b) = (left.Tensors[leftIndex], right.Tensors[rightIndex]);
                Differ($"{at} type", [a.Type.Name()], [b.Type.Name()]);
                Differ($"{at} shape", a.Shape.Select(size => $"{size}"), b.Shape.Select(size => $"{size}"));
                Differ($"{at} scales", Scales(a), Scales(b));
                Differ($"{at} zero points", ZeroPoints(a), ZeroPoints(b));
                if (a.Quantization is { ScaleCount: > 1 }) Differ($"{at} quantized dimension", [$"{a.Quantization.QuantizedDimension}"], [$"{b.Quantization?.QuantizedDimension}"]);
                if (ours.IsConstant(a) != theirs.IsConstant(b)) differences.Add($"{at}: one is constant");
                else if (ours.IsConstant(a) && !Data(ours, a).SequenceEqual(Data(theirs, b))) differences.Add($"{at} `{a.Name}`: {Count(Data(ours, a), Data(theirs, b))} bytes of the data differ");
            }
        }
        return differences;

        void Differ(string what, IEnumerable<string> left, IEnumerable<string> right)
        {
            var (a, b) = (string.Join(", ", left), string.Join(", ", right));
            if (a != b) differences.Add($"{what}: {a} against {b}");
        }
    }

    private static string[] Names(Model model, Subgraph subgraph) =>
        [.. subgraph.Operators.Select(@operator => model.OperatorCodes[(int)@operator.OpcodeIndex]).Select(code => code.Name)];

    private static IEnumerable<string> Scales(Tensor tensor) =>
        tensor.Quantization is { Scales.IsDefaultOrEmpty: false } quantization ? quantization.Scales.Select(scale => $"{BitConverter.SingleToInt32Bits(scale):x}") : [];

    private static IEnumerable<string> ZeroPoints(Tensor tensor) =>
        tensor.Quantization is { ZeroPoints.IsDefaultOrEmpty: false } quantization ? quantization.ZeroPoints.Select(point => $"{point}") : [];

    private static ReadOnlySpan<byte> Data(Model model, Tensor tensor) => model.Buffers[(int)tensor.Buffer].Data.ToMemory().Span;

    private static int Count(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        var count = Math.Abs(left.Length - right.Length);
        for (var index = 0; index < Math.Min(left.Length, right.Length); index++)
            if (left[index] != right[index]) count++;
        return count;
    }

    private static IEnumerable<string> Runtime(Model model) => model.Metadata.Where(entry => entry.Name == "min_runtime_version")
        .Select(entry => System.Text.Encoding.ASCII.GetString(model.Buffers[(int)entry.Buffer].Data.ToMemory().Span).TrimEnd('\0'));
}
