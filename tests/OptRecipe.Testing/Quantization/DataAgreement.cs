using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using OptRecipe.Engine.Calibration;
using OptRecipe.TFLite;

namespace OptRecipe.Testing.Quantization;

/// <summary>A form of golden/converter made from the data alone: its ranges beside those of the converter's calibrator, its outputs beside the stored ones.</summary>
/// <param name="Ranges">Null where the converter could not calibrate.</param>
/// <param name="Count">Outputs that were compared; 0 where none are stored.</param>
/// <param name="Different">How many differ by more than the last bits of a scale.</param>
/// <param name="Steps">The largest difference, in steps of the output's scale.</param>
public sealed record DataRow(string Name, string Form, RangeAgreement? Ranges, long Count, long Different, double Steps)
{
    /// <summary>Steps that outputs may differ by: 1; of 16 bits 4, because there a step is less than what the last bits of ranges move sums of several layers by.</summary>
    public int MostSteps => Form.StartsWith("int16x8", StringComparison.Ordinal) ? 4 : 1;

    public bool IsGood => Ranges is null or { Failures.IsEmpty: true } && Steps <= MostSteps + DataAgreement.Noise;

    public override string ToString()
    {
        var ranges = Ranges is null ? "no ranges there" : FormattableString.Invariant($"{Ranges.Compared} ranges, within {Ranges.Largest:0.0e0}{(Ranges.InPlace.Count > 0 ? $", {Ranges.InPlace.Count} of theirs written over" : "")}{string.Concat(Ranges.Failures.Select(failure => $"; {failure}"))}");
        var outputs = Count == 0 ? "no outputs there" : FormattableString.Invariant($"{Different:N0} of {Count:N0} outputs differ{(Different > 0 ? $", by {Steps:0.##} steps at most" : "")}");
        return $"{Name} {Form}: {ranges}; {outputs}";
    }
}

/// <summary>Calibrates the models of golden/converter on the converter's samples and compares.</summary>
public static class DataAgreement
{
    private const int SampleCount = 100;
    /// <summary>Of a step: dequantized outputs differ by the last bits of the scale. An output of int16 is 32,767 steps at most.</summary>
    internal const double Noise = 0.02;

    /// <summary>Every form that needs ranges and whose calibration data are stored: of deeplabv3's and vww_96's there are only the first samples.</summary>
    public static IEnumerable<ConverterCase> Cases(string shared) => ConverterCase.All(shared).Where(@case => @case is { NeedsRanges: true, GoldenFile: not null, Name: not ("files/deeplabv3_float" or "files/vww_96_float") });

    /// <param name="sampleCount">How many of the stored samples are run.</param>
    public static ImmutableArray<DataRow> Judge(IEnumerable<ConverterCase> cases, int sampleCount = int.MaxValue)
    {
        var measured = new ConcurrentDictionary<string, Lazy<TensorRanges>>(StringComparer.Ordinal);
        return [.. cases.AsParallel().AsOrdered().Select(@case =>
        {
            var model = @case.ReadFloat();
            var ranges = measured.GetOrAdd(@case.FloatFile, _ => new(() => Measure(@case, model))).Value;
            var theirs = @case.Ranges();
            var agreement = theirs is null ? null : RangeAgreement.Of(model, ranges, theirs.All.Select(row => ((row.Subgraph, row.Tensor), row.Range.Minimum, row.Range.Maximum)));
            // Where theirs are wider for a known reason, outputs can be compared only with ranges as wide.
            if (agreement is { InPlace.Count: > 0 } wider) ranges = new(ranges.All.ToDictionary(row => (row.Subgraph, row.Tensor), row => wider.InPlace.GetValueOrDefault((row.Subgraph, row.Tensor), row.Range)));
            var ours = ConverterAgreement.Make(@case, model, ranges).Ours;
            var (count, different, steps) = (0L, 0L, 0.0);
            foreach (var (output, found, expected) in ConverterAgreement.Outputs(@case, ours, sampleCount))
            {
                var step = StepOf(ours, output);
                for (var index = 0; index < found.Length; index++)
                {
                    count++;
                    var difference = Math.Abs(found[index] - expected[index]) / step;
                    if (difference < Noise) continue;
                    different++;
                    steps = Math.Max(steps, difference);
                }
            }
            return new DataRow(@case.Name, @case.Form, agreement, count, different, steps);
        })];
    }

    /// <summary>As the converter's calibrator does it: states go on from sample to sample.</summary>
    private static TensorRanges Measure(ConverterCase @case, Model model)
    {
        var samples = @case.CalibrationSamples().Take(SampleCount).Select(sample => MemoryMarshal.AsBytes(sample.AsSpan()).ToArray()).ToArray();
        return Calibrator.Measure(new(model), new(samples.Length, index => [samples[index]]), new(RangeMethod.MinMax) { KeepsState = true, ThreadCount = 1 }, null, CancellationToken.None);
    }

    /// <summary>The scale behind an output: its own, or that of the integers that a DEQUANTIZE makes it of; 1 for integers.</summary>
    private static double StepOf(Model model, int output)
    {
        var graph = model.Subgraphs[0];
        var tensor = graph.Outputs[output];
        if (graph.Tensors[tensor].Type != TensorType.Float32) return 1;
        var maker = graph.Operators.FirstOrDefault(@operator => @operator.Outputs.Contains(tensor));
        return maker is not null && graph.Tensors[maker.Inputs[0]].Quantization is { Scales: [var scale] } ? scale : throw new InvalidDataException("an output has no scale");
    }
}
