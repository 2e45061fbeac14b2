using OptRecipe.Engine.Interpretation;
using OptRecipe.Engine.Kernels.Micro;
using OptRecipe.Data.NumPy;
using OptRecipe.Pipeline.Invoking;
using OptRecipe.Testing.Conformance;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Operators;

namespace OptRecipe.Engine.Tests.Differential;

/// <summary>The same generated models, run by the plain loops and by the fast kernels, on one thread to three: integers bit for bit, and products of floats by integer weights; other floats
/// up to the order of sums. OPTRECIPE_LONG=1 takes every set and twenty times as many cases.</summary>
public sealed class KernelSetsAgreeTests
{
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("OPTRECIPE_LONG") == "1";

    public static TheoryData<string> Operators => [.. Generators.Table.Keys.Select(op => new OperatorCode(op).Name)];

    private static IEnumerable<string> Sets => MicroKernelSet.Names.Where(MicroKernelSet.IsAvailable).Where(name => name != "reference").TakeLast(IsLong ? int.MaxValue : 1);

    [Theory]
    [MemberData(nameof(Operators))]
    public void Fast_kernels_give_what_plain_loops_give(string name)
    {
        var op = Generators.Table.Keys.Single(op => new OperatorCode(op).Name == name);
        var generator = Generators.Table[op];
        for (var index = 0; index < generator.CaseCount * (IsLong ? 20 : 1); index++)
        {
            var writer = new CaseWriter(op, index);
            generator.Write(writer);
            var @case = writer.Finish();
            foreach (var runtime in (PlayedRuntime[])[PlayedRuntime.LiteRT23, PlayedRuntime.TFLite29, PlayedRuntime.TFLiteMicro])
            {
                if (Run(@case, "reference", runtime, 1) is not { } expected) continue;
                foreach (var set in Sets)
                {
                    var found = Run(@case, set, runtime, 1 + index % 3) ?? throw new InvalidOperationException($"{set} refuses what the plain loops take");
                    for (var output = 0; output < expected.Length; output++)
                    {
                        var isFloat = expected[output].Type.Letter is 'f' or 'c' && !IsProductOfIntegers(@case.Model);
                        var difference = ArrayComparison.Difference(found[output], expected[output], !isFloat, 2 * @case.Tolerance.Relative, 2 * @case.Tolerance.Absolute);
                        Assert.True(difference is null, $"{set} playing {runtime}, case {index}, output {output}: {difference}\n{OperatorText.Line(@case.Model, 0, 0)}");
                    }
                }
            }
        }
    }

    /// <summary>Whether an operator multiplies integers, whatever comes in and goes out.</summary>
    private static bool IsProductOfIntegers(Model model) =>
        model.OperatorCodes[0].Builtin is BuiltinOperator.Conv2D or BuiltinOperator.DepthwiseConv2D or BuiltinOperator.TransposeConv or BuiltinOperator.FullyConnected or BuiltinOperator.BatchMatmul
        && model.Subgraphs[0].Tensors.Any(tensor => tensor.Type is TensorType.Int8);

    /// <summary>The outputs of the last invocation; null where the model is refused.</summary>
    private static NumPyArray[]? Run(NativeCase @case, string set, PlayedRuntime runtime, int threads)
    {
        try
        {
            using var interpreter = new Interpreter(@case.Model, new() { Kernels = set, Runtime = runtime, ThreadCount = threads, MemoryLimitBytes = 1 << 30 });
            interpreter.AllocateTensors();
            var inputs = interpreter.GetInputDetails();
            for (var invocation = 0; invocation < @case.InvocationCount; invocation++)
            {
                for (var index = 0; index < inputs.Length; index++) interpreter.SetTensor(inputs[index].Index, @case.Inputs[index]);
                interpreter.Invoke();
            }
            return [.. interpreter.GetOutputDetails().Select(output => TensorArrays.Of(interpreter.Tensor(output.Index)))];
        }
        catch (InterpreterException)
        {
            return null;
        }
    }
}
