using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using OptRecipe.Engine.Passes;
using OptRecipe.Engine.Passes.Quantize;
using OptRecipe.Engine.Repair;
using OptRecipe.Engine.Rewriting;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Comparing;
using OptRecipe.TFLite.Files;

namespace OptRecipe.Testing.Quantization;

/// <summary>Makes what a recipe of ai-edge-quantizer makes with our passes and compares the file, or the stored tensors where the file is not stored.</summary>
public static class AiEdgeAgreement
{
    public static AgreementRow Judge(AiEdgeCase @case)
    {
        var reference = @case.Entry.TryGetProperty("bytes", out var size) ? size.GetInt64() : 0;
        if (@case.NotDone is { } algorithm) return new(@case.Name, @case.Recipe, Agreement.NotDone, $"{algorithm.ToLowerInvariant()} is read and not made", 0, 0, reference, "", null);
        var model = @case.ReadFloat();
        var options = @case.Options(model);
        var pass = new QuantizePass(options).WithRanges(@case.Ranges(model));
        var plan = pass.Plan(model);
        var blocked = @case.Undivided(model);
        if (@case.Refusal is { } words)
            return new(@case.Name, @case.Recipe, Agreement.OnlyOurs, $"there: “{words}”; here {Instead(blocked, plan)}", 0, 0, 0, "", null);
        Model ours;
        long planned;
        try
        {
            planned = ModelWriter.Measure(pass.Apply(model, plan, PassMode.Plan, null, CancellationToken.None));
            ours = Rounded(@case, model, options, pass.Apply(model, plan, PassMode.Run, null, CancellationToken.None));
        }
        catch (PassException error)
        {
            return new(@case.Name, @case.Recipe, Agreement.OnlyOurs, $"there a file with a scale that is not a number; here refused: {error.Message}", 0, 0, reference, "", null);
        }
        var theirs = @case.GoldenFile is { } file && file.EndsWith(".tflite", StringComparison.Ordinal) ? ConverterCase.Read(file) : null;
        var differences = @case.IsUnchanged ? Differences(ours, model)
            : theirs is not null ? Differences(ours, theirs)
            : StoredOf(@case) is { } stored ? Stored(ours, model, stored)
            : ["neither file nor tensors are stored"];
        var hasIntegers = plan.Operators.Any(decision => decision.Outcome == PassOutcome.Changed && options.SchemeOf(decision.Address).Scheme is QuantizeScheme.Int8 or QuantizeScheme.Int16X8);
        var reason = !differences.IsEmpty && !hasIntegers && options.InputType != TensorType.Float32 ? AiEdgeDeviations.NoIntegers : AiEdgeDeviations.ReasonOf(@case.Name, @case.Recipe, differences) ?? Saturated(ours, theirs, model, @case, ref differences);
        if (reason is not null && theirs is not null && options.Overrides.Values.Any(IsGptq)) reason = $"{reason}; {Steps(ours, theirs)}";
        var agreement = differences.IsEmpty && reason is null ? Agreement.Same : reason is null ? Agreement.Differs : Agreement.Deviates;
        return new(@case.Name, @case.Recipe, agreement, reason ?? string.Join("; ", differences.Take(3)), ModelWriter.Measure(ours), planned, reference, "", null);
    }

    /// <summary>With GPTQ where the recipe asks for it, from the samples that the tool was calibrated with.</summary>
    private static Model Rounded(AiEdgeCase @case, Model model, QuantizeOptions options, Model nearest) =>
        options.Overrides.Values.Any(IsGptq) ? AiEdgeGptq.Apply(model, nearest, address => IsGptq(options.SchemeOf(address)), @case.ReadSamples(), 1, CancellationToken.None).Model : nearest;

    private static bool IsGptq(OperatorScheme scheme) => scheme.Weights.Algorithm == WeightAlgorithm.Gptq;

    /// <summary>How far int8 weights are from theirs, of the tensors that are not the same.</summary>
    private static string Steps(Model ours, Model theirs)
    {
        var (count, different, most) = (0, 0, 0);
        foreach (var (own, other) in ours.Subgraphs[0].Tensors.Zip(theirs.Subgraphs[0].Tensors).Where(pair => pair.First.Type == TensorType.Int8))
        {
            int[] steps = [.. Integers(ours, own).Zip(Integers(theirs, other), (left, right) => Math.Abs(left - right)).Where(step => step > 0)];
            if (steps.Length == 0) continue;
            (count, different, most) = (count + (int)own.ElementCount(), different + steps.Length, Math.Max(most, steps.Max()));
        }
        return $"{different} of {count} weights differ, by {most} at most";

        static IEnumerable<sbyte> Integers(Model model, Tensor tensor) => model.Buffers[(int)tensor.Buffer].Data.ToMemory().ToArray().Select(value => (sbyte)value);
    }

    private static string Instead(OperatorDecision? blocked, PassPlan plan) =>
        blocked is not null ? $"operator {blocked.Address.Index} {blocked.Reason}"
        : plan.Count(PassOutcome.Changed) > 0 ? "a run wants calibration data or ranges, too" : "the rule matches no operator, which is said before a run";

    /// <summary>The reason when the models are the same once biases beyond int32 stand where the tool puts them, at the lowest number whatever their sign.</summary>
    private static string? Saturated(Model ours, Model? theirs, Model model, AiEdgeCase @case, ref ImmutableArray<string> differences)
    {
        if (differences.IsEmpty) return null;
        var fallen = ours with { Buffers = [.. ours.Buffers] };
        foreach (var tensor in ours.Subgraphs.SelectMany(graph => graph.Tensors).Where(tensor => tensor is { Type: TensorType.Int32 or TensorType.Int64, Quantization.IsQuantized: true }))
        {
            var bytes = ours.Buffers[(int)tensor.Buffer].Data.ToMemory().ToArray();
            if (tensor.Type == TensorType.Int32) Replace(MemoryMarshal.Cast<byte, int>(bytes.AsSpan()), int.MaxValue, -int.MaxValue, int.MinValue);
            else Replace(MemoryMarshal.Cast<byte, long>(bytes.AsSpan()), int.MaxValue, -int.MaxValue, int.MinValue);
            fallen = fallen with { Buffers = fallen.Buffers.SetItem((int)tensor.Buffer, fallen.Buffers[(int)tensor.Buffer] with { Data = ByteRange.Of(bytes) }) };
        }
        var left = theirs is not null ? Differences(fallen, theirs) : StoredOf(@case) is { } stored && !@case.IsUnchanged ? Stored(fallen, model, stored) : differences;
        const string Reason = "biases beyond int32 fall to the lowest number there, whatever their sign; ours stand at the end of the range";
        if (left.IsEmpty) return Reason;
        var other = AiEdgeDeviations.ReasonOf(@case.Name, @case.Recipe, left);
        return other is null ? null : $"{other}; {Reason}";
    }

    private static void Replace<T>(Span<T> values, T highest, T lowest, T with) where T : unmanaged, IEquatable<T>
    {
        foreach (ref var value in values)
            if (value.Equals(highest) || value.Equals(lowest)) value = with;
    }

    private static ImmutableArray<string> Differences(Model ours, Model theirs) => Differences(ModelComparer.Same(ours, theirs));

    /// <summary>Without versions: the tool never raises them, so that runtimes cannot refuse what they do not know; ours writes those that the types need.</summary>
    private static ImmutableArray<string> Differences(ImmutableArray<ModelDifference> differences) =>
        [.. differences.Where(difference => difference.Kind != DifferenceKind.OperatorVersion && !IsLostSignature(difference)).Select(difference => $"t{difference.LeftTensor} op {difference.LeftOperator} {difference.Message}: {difference.Left} against {difference.Right}")];

    /// <summary>Tensors that the tool adds have no dimensions that may be resized.</summary>
    private static bool IsLostSignature(ModelDifference difference) =>
        difference.Kind == DifferenceKind.Shape && difference.Left.Replace("-1", "1", StringComparison.Ordinal) == difference.Right.Replace("-1", "1", StringComparison.Ordinal);

    /// <summary>Graph and tensors where the file itself is not stored.</summary>
    private static JsonElement? StoredOf(AiEdgeCase @case) => @case.Entry.TryGetProperty("tensors", out _) ? @case.Entry
        : @case.GoldenFile is { } file ? JsonDocument.Parse(File.ReadAllBytes(file)).RootElement : null;

    private static ImmutableArray<string> Stored(Model ours, Model model, JsonElement json)
    {
        var differences = ImmutableArray.CreateBuilder<string>();
        var graph = ours.Subgraphs[0];
        var kinds = string.Join(' ', graph.Operators.Select(@operator => ours.OperatorCodes[(int)@operator.OpcodeIndex].Name).Order(StringComparer.Ordinal));
        var theirs = string.Join(' ', json.GetProperty("graph").EnumerateArray().Select(line => line.GetString()!.Split('(')[0]).Order(StringComparer.Ordinal));
        if (kinds != theirs) differences.Add($"operators {kinds} against {theirs}");
        foreach (var entry in json.GetProperty("tensors").EnumerateArray())
        {
            var index = entry.GetProperty("index").GetInt32();
            // Tensors that were added have other numbers here.
            if (index >= model.Subgraphs[0].Tensors.Length) continue;
            // What is stored beside a float tensor of the same meaning is another tensor here than there.
            var name = entry.GetProperty("name").GetString() ?? "";
            if (Difference(ours, graph.Tensors[index], entry) is { } difference
                && !graph.Tensors.Any(tensor => tensor.Name is { } own && own.StartsWith($"{name}_", StringComparison.Ordinal) && Difference(ours, tensor, entry) is null)) differences.Add($"t{index} {difference}");
        }
        return differences.ToImmutable();
    }

    private static string? Difference(Model ours, Tensor tensor, JsonElement entry)
    {
        var type = entry.GetProperty("type").GetString();
        if (!tensor.Type.Name().Equals(type, StringComparison.OrdinalIgnoreCase)) return $"is {tensor.Type.Name()} against {type}";
        var scales = tensor.Quantization is { Scales: { IsDefaultOrEmpty: false } known } ? known : [];
        if (entry.TryGetProperty("scales_sha256", out var hash))
        {
            if (Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(scales.AsSpan()))) != hash.GetString()) return $"has other scales, from {(scales.IsEmpty ? 0 : scales[0]):R} against {entry.GetProperty("scale")[0]}";
        }
        else if (entry.TryGetProperty("scale", out var stored) && !stored.EnumerateArray().Select(value => value.ValueKind == JsonValueKind.Null ? float.NaN : value.GetSingle()).SequenceEqual(scales))
            return $"has scales {string.Join(' ', scales.Take(4))} against {stored}";
        if (entry.TryGetProperty("zero_point", out var zero) && zero.GetArrayLength() == 1 && scales.Length == 1 && zero[0].GetInt64() != tensor.Quantization!.ZeroPoints[0])
            return $"has zero point {tensor.Quantization.ZeroPoints[0]} against {zero[0]}";
        if (!entry.TryGetProperty("sha256", out var data)) return null;
        var bytes = ours.Buffers[(int)tensor.Buffer].Data.ToMemory();
        return Convert.ToHexStringLower(SHA256.HashData(bytes.Span)) == data.GetString() ? null : $"has other data, {bytes.Length} bytes against {entry.GetProperty("bytes")}";
    }
}
