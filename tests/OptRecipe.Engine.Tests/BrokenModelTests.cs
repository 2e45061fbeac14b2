using System.Collections.Immutable;
using OptRecipe.Engine.Passes;
using OptRecipe.Engine.Passes.Prune;
using OptRecipe.Engine.Passes.Quantize;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Operators;
using OptRecipe.Testing;

namespace OptRecipe.Engine.Tests;

/// <summary>Models that a reader lets through though their numbers make no sense: planning always answers, a run answers or says what is wrong.</summary>
public sealed class BrokenModelTests
{
    private static readonly int[] Odd = [-7, -1, 0, 1, 2, 3, 9, 31, 1000, int.MaxValue, int.MinValue];

    [Theory]
    [InlineData("digits_cnn", "digits_cnn.tflite")]
    [InlineData("digits_cnn", "dynamic.tflite")]
    [InlineData("digits_lstm", "digits_lstm.tflite")]
    [InlineData("digits_lstm", "float16.tflite")]
    public void No_number_in_a_model_breaks_a_pass(string task, string file)
    {
        var model = TestModels.Read(SharedFolder.InRepository("tests", "corpus", "converter", task, file));
        var random = new Random(5);
        var refused = 0;
        for (var round = 0; round < 150; round++)
        {
            var broken = Break(model, random);
            foreach (var pass in Passes())
                foreach (var mode in (PassMode[])[PassMode.Plan, PassMode.Run])
                {
                    var plan = pass.Plan(broken);
                    Assert.Equal(model.Subgraphs[0].Operators.Length, plan.Operators.Length);
                    try
                    {
                        pass.Apply(broken, plan, mode, null, CancellationToken.None);
                    }
                    catch (PassException exception)
                    {
                        refused++;
                        Assert.DoesNotContain('\n', exception.Message);
                    }
                }
        }
        Assert.InRange(refused, 1, 150 * 10 - 1);
    }

    private static IEnumerable<IPass> Passes() =>
    [
        new QuantizePass(new(QuantizeScheme.Dynamic)), new QuantizePass(new(QuantizeScheme.Dynamic) { OldestRuntime = new RuntimeVersion(2, 2, 0), MinimumElements = 1 }),
        new QuantizePass(new(QuantizeScheme.Float16)), new PrunePass(new(0.5)), new PlanOnly(),
    ];

    /// <summary>int8 in both modes as a plan, for it cannot run.</summary>
    private sealed class PlanOnly : IPass
    {
        private readonly QuantizePass pass = new(new(QuantizeScheme.Int8) { Unsupported = UnsupportedOperators.KeepFloat });
        public string Kind => pass.Kind;
        public PassPlan Plan(Model model) => pass.Plan(model);
        public Model Apply(Model model, PassPlan plan, PassMode mode, IProgress<double>? progress, CancellationToken cancellation) => pass.Apply(model, plan, PassMode.Plan, progress, cancellation);
    }

    private static Model Break(Model model, Random random)
    {
        var subgraph = model.Subgraphs[0];
        for (var count = random.Next(1, 4); count > 0; count--)
        {
            var (tensorIndex, operatorIndex) = (random.Next(subgraph.Tensors.Length), random.Next(subgraph.Operators.Length));
            var (tensor, @operator) = (subgraph.Tensors[tensorIndex], subgraph.Operators[operatorIndex]);
            tensor = random.Next(8) switch
            {
                0 => tensor with { Buffer = (uint)Value() },
                1 => tensor with { Shape = Change(tensor.Shape) },
                2 => tensor with { Type = (TensorType)random.Next(25) },
                3 => tensor with { Quantization = new() { Scales = [1, float.NaN], ZeroPoints = [Value()], QuantizedDimension = Value() } },
                4 => tensor with { Shape = [] },
                5 => tensor with { IsVariable = true },
                _ => tensor,
            };
            @operator = random.Next(6) switch
            {
                0 => @operator with { OpcodeIndex = (uint)Value() },
                1 => @operator with { Inputs = Change(@operator.Inputs) },
                2 => @operator with { Outputs = Change(@operator.Outputs) },
                3 => @operator with { Inputs = [] },
                _ => @operator,
            };
            subgraph = subgraph with { Tensors = subgraph.Tensors.SetItem(tensorIndex, tensor), Operators = subgraph.Operators.SetItem(operatorIndex, @operator) };
        }
        return model with { Subgraphs = [subgraph] };

        int Value() => Odd[random.Next(Odd.Length)];
        ImmutableArray<int> Change(ImmutableArray<int> values) => values.IsEmpty ? [Value()] : values.SetItem(random.Next(values.Length), Value());
    }
}
