using OptRecipe.Engine.Interpretation;
using OptRecipe.Pipeline.Invoking;
using OptRecipe.Testing;
using OptRecipe.Testing.Conformance;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Operators;
using Xunit.Abstractions;

namespace OptRecipe.Engine.Tests.Differential;

/// <summary>Generated models of one operator, run by native TensorFlow Lite 2.9 and by us playing it. OPTRECIPE_LONG=1 makes fifty times as many.</summary>
public sealed class DifferentialTests(NativeProcess native, ITestOutputHelper output) : IClassFixture<NativeProcess>
{
    private static readonly int Factor = Environment.GetEnvironmentVariable("OPTRECIPE_LONG") == "1" ? 50 : 1;
    private static readonly InterpreterOptions Options = new() { Runtime = PlayedRuntime.TFLite29, MemoryLimitBytes = 1 << 30 };

    public static TheoryData<string> Operators => [.. Generators.Table.Keys.Select(op => new OperatorCode(op).Name)];

    [Theory]
    [MemberData(nameof(Operators))]
    public void It_gives_what_the_native_runtime_gives(string name) => Check(Generators.Table.Keys.Single(op => new OperatorCode(op).Name == name));

    [Fact]
    public void The_page_of_differences_is_that_of_the_table() =>
        Assert.Null(ExpectedFile.Problem(SharedFolder.InRepository("server", "docs", "native-differences.md"), KnownDisagreements.Page()));

    private void Check(BuiltinOperator op)
    {
        var generator = Generators.Table[op];
        int compared = 0, refused = 0, aborted = 0, excused = 0;
        var failures = new List<string>();
        var refusals = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var index = 0; index < generator.CaseCount * Factor; index++)
        {
            var writer = new CaseWriter(op, index);
            generator.Write(writer);
            var @case = writer.Finish();
            var answer = native.Run(TestModels.Write(@case.Model), @case.Inputs, @case.InvocationCount);
            var problem = Problem(@case, answer);
            if (problem is not null && KnownDisagreements.Cover(op, @case, problem)) excused++;
            else if (problem is not null) failures.Add($"{OperatorText.Line(@case.Model, 0, 0)} {Scales(@case.Model)}\n    case {index}, {Keep(@case, index)}: {problem} [{@case.Tolerance.Name}]");
            if (answer.Verdict == NativeVerdict.Runs) compared++;
            else
            {
                if (answer.Verdict == NativeVerdict.Refuses) refused++; else aborted++;
                var key = $"{answer.Verdict}: {answer.Reason.Split('\n')[0]} ({@case.Model.Subgraphs[0].Operators[0].Inputs.Where(tensor => tensor >= 0).Select(tensor => @case.Model.Subgraphs[0].Tensors[tensor].Type).FirstOrDefault()})";
                refusals[key] = refusals.GetValueOrDefault(key) + 1;
            }
        }
        output.WriteLine($"COUNT {new OperatorCode(op).Name,-32} {compared,5} compared {refused,5} refused by 2.9 {aborted,5} aborted by it {excused,5} known disagreements");
        foreach (var (reason, count) in refusals) output.WriteLine($"{count,6} × {reason}");
        Assert.True(failures.Count == 0, $"{failures.Count} of {compared}\n{string.Join('\n', failures.Take(12))}");
        Assert.True(compared >= generator.LeastCompared * generator.CaseCount * Factor, $"only {compared} cases were compared: {refused} refused, {aborted} aborted");
    }

    /// <summary>Writes the model of a failing case, and its inputs beside it.</summary>
    private static string Keep(NativeCase @case, int index)
    {
        var folder = Directory.CreateDirectory(SharedFolder.InRepository("artifacts", "differential")).FullName;
        var path = Path.Combine(folder, $"{@case.Model.OperatorCodes[0].Name.ToLowerInvariant()}_{index}.tflite");
        File.WriteAllBytes(path, TestModels.Write(@case.Model));
        for (var input = 0; input < @case.Inputs.Length; input++) File.WriteAllBytes($"{path}.in{input}", @case.Inputs[input]);
        return Path.GetFileName(path);
    }

    /// <summary>The first scale and the zero point of each quantized tensor.</summary>
    private static string Scales(Model model) => string.Join(' ', model.Subgraphs[0].Tensors.Index().Where(pair => pair.Item.Quantization is { ScaleCount: > 0 })
        .Select(pair => $"t{pair.Index}: {pair.Item.Quantization!.Scales[0]:R} {pair.Item.Quantization.ZeroPoints[0]}"));

    /// <summary>What is wrong with our answer; null when nothing is.</summary>
    private static string? Problem(NativeCase @case, NativeAnswer answer)
    {
        try
        {
            using var interpreter = new Interpreter(@case.Model, Options);
            interpreter.AllocateTensors();
            var inputs = interpreter.GetInputDetails();
            for (var invocation = 0; invocation < @case.InvocationCount; invocation++)
            {
                for (var index = 0; index < inputs.Length; index++) interpreter.SetTensor(inputs[index].Index, @case.Inputs[index]);
                interpreter.Invoke();
            }
            return answer.Verdict == NativeVerdict.Runs ? Difference(interpreter, answer, @case.Tolerance) : null;
        }
        catch (InterpreterException refusal)
        {
            return answer.Verdict == NativeVerdict.Runs ? $"we refuse: {refusal.Message}" : null;
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return $"{error.GetType().Name}: {error.Message} {error.StackTrace?.Split('\n').FirstOrDefault()?.Trim()}";
        }
    }

    private static string? Difference(Interpreter interpreter, NativeAnswer answer, Tolerance tolerance)
    {
        var outputs = interpreter.GetOutputDetails();
        for (var index = 0; index < outputs.Length; index++)
        {
            var found = interpreter.Tensor(outputs[index].Index);
            var (shape, bytes) = answer.Outputs[index];
            if (!shape.AsSpan().SequenceEqual(found.Shape)) return $"output {index} has shape [{string.Join(',', found.Shape)}], natively [{string.Join(',', shape)}]";
            if (TensorArrays.Of(found.Type, shape, bytes) is not { } expected) continue;
            var isFloat = expected.Type.Letter is 'f' or 'c';
            if (ArrayComparison.Difference(TensorArrays.Of(found), expected, !isFloat, tolerance.Relative, tolerance.Absolute) is { } difference) return $"output {index}: {difference}";
        }
        return null;
    }
}
