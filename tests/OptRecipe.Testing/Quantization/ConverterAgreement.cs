using System.Collections.Immutable;
using OptRecipe.Data.NumPy;
using OptRecipe.Engine.Calibration;
using OptRecipe.Engine.Interpretation;
using OptRecipe.Engine.Passes;
using OptRecipe.Engine.Passes.Quantize;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Comparing;
using OptRecipe.TFLite.Files;

namespace OptRecipe.Testing.Quantization;

/// <summary>Makes a form of golden/converter with our passes and compares the file and its outputs with the converter's.</summary>
public static class ConverterAgreement
{
    /// <param name="sampleCount">How many of the stored samples are run.</param>
    public static AgreementRow Judge(ConverterCase @case, int sampleCount = int.MaxValue)
    {
        var model = @case.ReadFloat();
        if (@case.GoldenFile is null && Refused(@case, model) is { } refused) return new(@case.Name, @case.Form, Agreement.BothRefuse, $"there: “{@case.Refusal()?.Trim()}”; ours: {refused}", 0, 0, 0, "", null);
        var ranges = @case.NeedsRanges ? @case.Ranges() ?? OwnRanges.Measure(@case, model) : null;
        var (ours, planned, kept) = Make(@case, model, ranges);
        var (bytes, plannedBytes) = (ModelWriter.Measure(ours), ModelWriter.Measure(planned));
        var (outputs, isExact) = @case.NeedsRanges ? CompareOutputs(@case, ours, sampleCount) : ("", null);
        if (@case.GoldenFile is not { } golden)
        {
            Run(ours, @case.Samples().First());
            return new(@case.Name, @case.Form, Agreement.OnlyOurs, $"there: “{@case.Refusal()?.Trim()}”; ours runs{kept}", bytes, plannedBytes, 0, outputs, isExact);
        }
        var theirs = ConverterCase.Read(golden);
        var differences = ModelComparer.Same(ours, theirs);
        var reason = KnownDeviations.ReasonOf(@case, differences);
        var detail = reason ?? string.Join("; ", differences.Take(3).Select(difference => $"{difference.Message}: {difference.Left} against {difference.Right}"));
        var agreement = differences.IsEmpty ? Agreement.Same : reason is null ? Agreement.Differs : Agreement.Deviates;
        return new(@case.Name, @case.Form, agreement, detail, bytes, plannedBytes, new FileInfo(golden).Length, outputs, isExact);
    }

    public static (Model Ours, Model Planned, string Kept) Make(ConverterCase @case, Model model, TensorRanges? ranges)
    {
        var pass = new QuantizePass(@case.Options());
        var plan = pass.Plan(model);
        if (plan.Operators.FirstOrDefault(decision => decision.Outcome == PassOutcome.Unsupported) is { } refused) throw new InvalidOperationException($"operator {refused.Address} {refused.Reason}");
        var runnable = ranges is null ? pass : pass.WithRanges(ranges);
        var planned = runnable.Apply(model, plan, PassMode.Plan, null, CancellationToken.None);
        var ours = runnable.Apply(model, plan, PassMode.Run, null, CancellationToken.None);
        var others = plan.Operators.Where(decision => decision.Reason.Contains(": it ", StringComparison.Ordinal))
            .GroupBy(decision => $"{Name(model, decision.Address)} {decision.Reason}").Select(group => $"{group.Count()} × {group.Key}");
        return (ours, planned, string.Concat(others.Select(text => $"; {text}")));
    }

    private static string? Refused(ConverterCase @case, Model model)
    {
        var refused = new QuantizePass(@case.Options()).Plan(model).Operators.Where(decision => decision.Outcome == PassOutcome.Unsupported).ToArray();
        return refused.Length == 0 ? null : string.Join("; ", refused.Select(decision => $"`{Name(model, decision.Address)}` #{decision.Address.Index} {decision.Reason}"));
    }

    private static string Name(Model model, OperatorAddress address) =>
        model.OperatorCodes[(int)model.Subgraphs[address.Subgraph].Operators[address.Index].OpcodeIndex].Name;

    private static (string, bool?) CompareOutputs(ConverterCase @case, Model ours, int sampleCount)
    {
        var (count, different, largest) = (0L, 0L, 0.0);
        foreach (var (_, found, expected) in Outputs(@case, ours, sampleCount))
            for (var index = 0; index < found.Length; index++)
            {
                count++;
                if (found[index] == expected[index]) continue;
                different++;
                largest = Math.Max(largest, Math.Abs(found[index] - expected[index]));
            }
        if (count == 0) return ("", null);
        return (different == 0 ? "exact" : FormattableString.Invariant($"{different:N0} of {count:N0} differ, by up to {largest:G3}"), different == 0);
    }

    /// <summary>The outputs of our file beside the stored ones, sample by sample; integers as they are stored.</summary>
    internal static IEnumerable<(int Output, float[] Found, float[] Expected)> Outputs(ConverterCase @case, Model ours, int sampleCount)
    {
        var stored = NumPyFile.ReadArchive(Path.Combine(@case.Folder, "outputs.npz"));
        var isByFile = @case.IsOfFlatbufferQuantizer;
        foreach (var (number, sample) in @case.Samples().Take(sampleCount).Index())
        {
            if (isByFile && !stored.ContainsKey($"{@case.Form}.0.s{number}") || !isByFile && !stored.ContainsKey($"{@case.Form}.0")) break;
            var outputs = Run(ours, sample);
            for (var output = 0; output < outputs.Length; output++)
                yield return (output, outputs[output], isByFile ? stored[$"{@case.Form}.{output}.s{number}"].ToSingles() : stored[$"{@case.Form}.{output}"].ToSingles().AsSpan(number * outputs[output].Length, outputs[output].Length).ToArray());
        }
    }

    /// <summary>Outputs of one sample; integers as they are stored.</summary>
    private static float[][] Run(Model model, float[] sample)
    {
        using var interpreter = new Interpreter(model);
        interpreter.AllocateTensors();
        interpreter.ResetVariables();
        var input = interpreter.GetInputDetails()[0];
        var quantization = model.Subgraphs[0].Tensors[input.Index].Quantization;
        switch (input.Type)
        {
            case TensorType.Int8: interpreter.SetTensor(input.Index, Array.ConvertAll(sample, value => (sbyte)Quantize(value, quantization, sbyte.MinValue, sbyte.MaxValue))); break;
            case TensorType.UInt8: interpreter.SetTensor(input.Index, Array.ConvertAll(sample, value => (byte)Quantize(value, quantization, byte.MinValue, byte.MaxValue))); break;
            case TensorType.Int16: interpreter.SetTensor(input.Index, Array.ConvertAll(sample, value => (short)Quantize(value, quantization, short.MinValue, short.MaxValue))); break;
            default: interpreter.SetTensor(input.Index, sample); break;
        }
        interpreter.Invoke();
        return [.. interpreter.GetOutputDetails().Select(output => output.Type switch
        {
            TensorType.Int8 => Array.ConvertAll(interpreter.GetTensor<sbyte>(output.Index), value => (float)value),
            TensorType.UInt8 => Array.ConvertAll(interpreter.GetTensor<byte>(output.Index), value => (float)value),
            TensorType.Int16 => Array.ConvertAll(interpreter.GetTensor<short>(output.Index), value => (float)value),
            _ => interpreter.GetTensor<float>(output.Index),
        })];
    }

    /// <summary>As the README of golden/converter says: halves to even.</summary>
    private static float Quantize(float value, OptRecipe.TFLite.Quantization? quantization, float least, float most) =>
        Math.Clamp(MathF.Round(value / quantization!.Scales[0]) + quantization.ZeroPoints[0], least, most);
}
