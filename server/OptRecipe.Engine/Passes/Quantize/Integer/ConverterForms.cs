using OptRecipe.TFLite;

namespace OptRecipe.Engine.Passes.Quantize.Integer;

/// <summary>Assigns forms as the converter's MLIR quantizer does: ranges that same-scale operators make needless are dropped, what is left is fixed, and forms spread from there through the
/// same-scale operators, last operator first. A tensor that gets a second form is requantized for the operators that want it.</summary>
/// <remarks>facts: quantization.md §7.2, §7.4. The order of the work decides who gives way where two groups meet, so it is the quantizer's own.</remarks>
internal sealed class ConverterForms
{
    private readonly IntegerGraph graph;
    private readonly FormSource source;
    private readonly SortedDictionary<int, State> tensors = [];
    private readonly Dictionary<OperandUse, State> constants = [];
    private readonly Stack<int> work = [];
    private readonly HashSet<int> done = [];

    private ConverterForms(IntegerGraph graph, FormSource source)
    {
        (this.graph, this.source) = (graph, source);
        foreach (var index in graph.Operators)
        {
            foreach (var (use, tensor) in graph.Activations(index))
                if (!graph.IsConstant(tensor)) tensors.TryAdd(tensor, new());
                else constants[use] = new();
            foreach (var tensor in graph.Outputs(index)) tensors.TryAdd(tensor, new());
        }
    }

    public static ActivationForms Assign(IntegerGraph graph, FormSource source)
    {
        var forms = new ConverterForms(graph, source);
        forms.FixRanges();
        foreach (var index in graph.Operators) forms.work.Push(index);
        do forms.Spread();
        while (forms.StartsAnew());
        return forms.Result();
    }

    /// <summary>Drops the ranges of fixed outputs, then forward those behind same-scale operators with one float operand, then backward those before the same-scale operators that kept one.</summary>
    private void FixRanges()
    {
        var dropped = new HashSet<int>();
        foreach (var index in graph.Operators)
            if (graph.SpecOf(index).Scale == OutputScale.Fixed || IsSameScale(index) && graph.Activations(index).ToArray() is [var only] && !graph.IsConstant(only.Tensor))
                dropped.UnionWith(graph.Outputs(index));
        var visited = new HashSet<int>();
        var open = new Stack<int>(tensors.Keys.Where(tensor => !dropped.Contains(tensor)));
        while (open.TryPop(out var tensor))
        {
            if (graph.ProducerOf(tensor) is not (>= 0 and var producer) || !IsSameScale(producer)) continue;
            foreach (var (_, operand) in graph.Activations(producer))
            {
                if (graph.IsConstant(operand) || graph.SharedRangePartner(operand) >= 0 || IsFilledWithZeros(operand)) continue;
                dropped.Add(operand);
                // A range that the forward step dropped still hands the backward step on.
                if (visited.Add(operand)) open.Push(operand);
            }
        }
        foreach (var (tensor, state) in tensors)
            if (!dropped.Contains(tensor)) (state.Form, state.IsFixed) = (OwnForm(tensor), true);
    }

    private IntegerForm OwnForm(int tensor) => graph.SharedRangePartner(tensor) is >= 0 and var partner
        ? source.OfUnion(Math.Min(tensor, partner), Math.Max(tensor, partner))
        : source.OfActivation(tensor, graph.Type, IsSymmetric(tensor));

    private bool IsFilledWithZeros(int tensor) => graph.ProducerOf(tensor) is >= 0 and var producer && graph.SpecOf(producer).Scale == OutputScale.SymmetricAsOutput;

    private bool IsSymmetric(int tensor) => IsFilledWithZeros(tensor) || (graph.ProducerOf(tensor) is >= 0 and var producer
        ? graph.SchemeOf(producer).AreActivationsSymmetric
        : graph.ReadersOf(tensor).Any(use => graph.SchemeOf(use.Operator).AreActivationsSymmetric));

    private void Spread()
    {
        while (work.TryPop(out var index))
        {
            if (!done.Add(index)) continue;
            if (IsSameScale(index))
            {
                if (SharedForm(index) is not { } form)
                {
                    done.Remove(index);
                    continue;
                }
                foreach (var (use, tensor) in graph.Activations(index)) SetOperand(use, tensor, form);
                foreach (var tensor in graph.Outputs(index)) SetResult(tensor, form);
            }
            if (graph.SpecOf(index).Scale == OutputScale.SymmetricAsOutput && tensors[graph.Outputs(index).First()].Form is { } matched)
                foreach (var (use, tensor) in graph.Activations(index)) SetOperand(use, tensor, matched);
            if (graph.SpecOf(index).Scale == OutputScale.Fixed)
                foreach (var tensor in graph.Outputs(index)) SetResult(tensor, FixedOutputs.Of(graph.BuiltinOf(index), graph.Type));
        }
    }

    /// <summary>Gives the first tensor that nothing reached its own range; false when there is none.</summary>
    private bool StartsAnew()
    {
        foreach (var (tensor, state) in tensors)
        {
            if (state.Form is not null) continue;
            (state.Form, state.IsFixed) = (OwnForm(tensor), true);
            foreach (var index in graph.Operators) work.Push(index);
            done.Clear();
            return true;
        }
        return false;
    }

    /// <summary>Whose form a same-scale operator takes: fixed ones first; a single operand before a single result before the first.</summary>
    private IntegerForm? SharedForm(int index)
    {
        var (@operator, spec) = (graph.OperatorAt(index), graph.SpecOf(index));
        var operands = graph.Activations(index).Select(entry => StateOf(entry.Use, entry.Tensor)).Where(state => state.Form is not null).ToArray();
        var results = graph.Outputs(index).Select(tensor => tensors[tensor]).Where(state => state.Form is not null).ToArray();
        foreach (var isFixed in (bool[])[true, false])
        {
            var (own, made) = (Array.FindAll(operands, state => state.IsFixed == isFixed), Array.FindAll(results, state => state.IsFixed == isFixed));
            if (@operator.Inputs.Length == 1 && own.Length == 1) return own[0].Form;
            if (@operator.Outputs.Length == 1 && made.Length == 1) return made[0].Form;
            if (own.Concat(made).FirstOrDefault() is { } first) return first.Form;
        }
        return null;
    }

    private void SetOperand(OperandUse use, int tensor, IntegerForm form)
    {
        var state = StateOf(use, tensor);
        if (state.Form == form) return;
        if (state.Form is not null)
        {
            state.Wanted[use] = form;
            return;
        }
        state.Form = form;
        if (graph.ProducerOf(tensor) is >= 0 and var producer) work.Push(producer);
    }

    private void SetResult(int tensor, IntegerForm form)
    {
        var state = tensors[tensor];
        if (state.Form == form) return;
        if (state.Form is not null)
        {
            state.Made ??= form;
            return;
        }
        state.Form = form;
        foreach (var use in graph.ReadersOf(tensor)) work.Push(use.Operator);
    }

    private ActivationForms Result()
    {
        var result = new ActivationForms();
        foreach (var index in graph.Operators)
        {
            foreach (var (use, tensor) in graph.Activations(index))
            {
                var state = StateOf(use, tensor);
                if ((state.Wanted.TryGetValue(use, out var wanted) ? wanted : state.Form) is { } form) result.Read[use] = form;
                else result.Read[use] = source.OfConstant(tensor, graph.Type);
            }
            foreach (var tensor in graph.Outputs(index))
                if ((tensors[tensor].Made ?? tensors[tensor].Form) is { } form) result.Made[tensor] = form;
        }
        return result;
    }

    private State StateOf(OperandUse use, int tensor) => graph.IsConstant(tensor) ? constants[use] : tensors[tensor];

    private bool IsSameScale(int index) => graph.SpecOf(index).Scale is OutputScale.SameAsInput or OutputScale.SameAsOutput;

    /// <summary>What is known of one tensor, or of a constant in one operator, which has its own copy there.</summary>
    private sealed class State
    {
        public IntegerForm? Form { get; set; }
        /// <summary>From a range: it never gives way.</summary>
        public bool IsFixed { get; set; }
        /// <summary>What its operator makes where that is not the form that is read.</summary>
        public IntegerForm? Made { get; set; }
        public Dictionary<OperandUse, IntegerForm> Wanted { get; } = [];
    }
}
