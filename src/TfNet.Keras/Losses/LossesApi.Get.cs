namespace Tensorflow.Keras.Losses;

/// <summary>Losses by name, config or function.</summary>
public sealed partial class LossesApi
{
    /// <summary>Function names and their aliases; a loss found so bears the function's name.</summary>
    private static readonly Dictionary<string, (string Name, Func<string, ILossFunc> Make)> s_functions = Functions();

    private static readonly Dictionary<string, Func<IDictionary<string, object?>, ILossFunc>> s_classes = new()
    {
        ["MeanSquaredError"] = c => new MeanSquaredError(Reduce(c), c.Text("name")),
        ["MeanAbsoluteError"] = c => new MeanAbsoluteError(Reduce(c), c.Text("name")),
        ["MeanAbsolutePercentageError"] = c => new MeanAbsolutePercentageError(Reduce(c), c.Text("name")),
        ["MeanSquaredLogarithmicError"] = c => new MeanSquaredLogarithmicError(Reduce(c), c.Text("name")),
        ["LogCosh"] = c => new LogCosh(Reduce(c), c.Text("name")),
        ["Poisson"] = c => new Poisson(Reduce(c), c.Text("name")),
        ["KLDivergence"] = c => new KLDivergence(Reduce(c), c.Text("name")),
        ["Hinge"] = c => new Hinge(Reduce(c), c.Text("name")),
        ["SquaredHinge"] = c => new SquaredHinge(Reduce(c), c.Text("name")),
        ["CategoricalHinge"] = c => new CategoricalHinge(Reduce(c), c.Text("name")),
        ["CosineSimilarity"] = c => new CosineSimilarity(Reduce(c), c.Int("axis", -1), c.Text("name")),
        ["Huber"] = c => new Huber(c.Double("delta", 1), Reduce(c), c.Text("name")),
        ["CategoricalCrossentropy"] = c => new CategoricalCrossentropy(
            c.Bool("from_logits", false), c.Double("label_smoothing", 0), c.Int("axis", -1), Reduce(c), c.Text("name")),
        ["SparseCategoricalCrossentropy"] = c => new SparseCategoricalCrossentropy(
            c.Bool("from_logits", false), c.IntOrNull("ignore_class"), Reduce(c), c.Text("name")),
        ["BinaryCrossentropy"] = c => new BinaryCrossentropy(
            c.Bool("from_logits", false), c.Double("label_smoothing", 0), c.Int("axis", -1), Reduce(c), c.Text("name")),
        ["BinaryFocalCrossentropy"] = c => new BinaryFocalCrossentropy(
            c.Bool("apply_class_balancing", false), c.Double("alpha", 0.25), c.Double("gamma", 2), c.Bool("from_logits", false),
            c.Double("label_smoothing", 0), c.Int("axis", -1), Reduce(c), c.Text("name")),
        ["CategoricalFocalCrossentropy"] = c => new CategoricalFocalCrossentropy(
            c.Double("alpha", 0.25), c.Double("gamma", 2), c.Bool("from_logits", false), c.Double("label_smoothing", 0), c.Int("axis", -1),
            Reduce(c), c.Text("name")),
        ["SigmoidFocalCrossEntropy"] = c => new SigmoidFocalCrossEntropy(
            c.Bool("from_logits", false), (float)c.Double("alpha", 0.25), (float)c.Double("gamma", 2), c.Text("reduction"), c.Text("name")),
    };

    /// <summary>A loss by the name of its function ("mse", "sparse_categorical_crossentropy", ..) or class ("KLDivergence").</summary>
    /// <exception cref="ValueError">An unknown name; the text lists the known ones.</exception>
    public ILossFunc get(string identifier)
    {
        if (s_functions.TryGetValue(identifier, out (string Name, Func<string, ILossFunc> Make) f))
            return f.Make(f.Name);
        if (s_classes.TryGetValue(identifier, out Func<IDictionary<string, object?>, ILossFunc>? make))
            return make(new Dictionary<string, object?>());
        throw new ValueError($"Unknown loss function: '{identifier}'. Known: "
            + $"{string.Join(", ", s_functions.Keys.Concat(s_classes.Keys))}.");
    }

    /// <summary>The loss itself, or the one that a name, a function or a {class_name, config} dictionary stands for.</summary>
    public ILossFunc get(object identifier)
    {
        switch (identifier)
        {
            case ILossFunc loss:
                return loss;
            case string text:
                return get(text);
            case Func<Tensor, Tensor, Tensor> function:
                return new FunctionLoss(function);
        }
        if (ConfigValues.Serialized(identifier) is not { } s)
            throw new ValueError($"Could not interpret loss function identifier: {identifier}");
        return s_classes.TryGetValue(s.ClassName, out Func<IDictionary<string, object?>, ILossFunc>? make)
            ? make(s.Config)
            : throw new ValueError($"Unknown loss function: '{s.ClassName}'. Known classes: {string.Join(", ", s_classes.Keys)}.");
    }

    private static string? Reduce(IDictionary<string, object?> config) => config.Text("reduction");

    private static Dictionary<string, (string, Func<string, ILossFunc>)> Functions()
    {
        var known = new Dictionary<string, (string, Func<string, ILossFunc>)>();
        Add(n => new MeanSquaredError(null, n), "mean_squared_error", "mse", "MSE");
        Add(n => new MeanAbsoluteError(null, n), "mean_absolute_error", "mae", "MAE");
        Add(n => new MeanAbsolutePercentageError(null, n), "mean_absolute_percentage_error", "mape", "MAPE");
        Add(n => new MeanSquaredLogarithmicError(null, n), "mean_squared_logarithmic_error", "msle", "MSLE");
        Add(n => new KLDivergence(null, n), "kl_divergence", "kld", "KLD", "kullback_leibler_divergence");
        Add(n => new LogCosh(null, n), "log_cosh", "logcosh");
        Add(n => new Huber(1, null, n), "huber", "huber_loss");
        Add(n => new CosineSimilarity(null, -1, n), "cosine_similarity", "cosine_proximity");
        Add(n => new Poisson(null, n), "poisson");
        Add(n => new Hinge(null, n), "hinge");
        Add(n => new SquaredHinge(null, n), "squared_hinge");
        Add(n => new CategoricalHinge(null, n), "categorical_hinge");
        Add(n => new CategoricalCrossentropy(false, 0.0, -1, null, n), "categorical_crossentropy");
        Add(n => new SparseCategoricalCrossentropy(false, null, null, n), "sparse_categorical_crossentropy");
        Add(n => new BinaryCrossentropy(false, 0.0, -1, null, n), "binary_crossentropy", "bce", "BCE");
        Add(n => new BinaryFocalCrossentropy(name: n), "binary_focal_crossentropy");
        Add(n => new CategoricalFocalCrossentropy(name: n), "categorical_focal_crossentropy");
        return known;

        void Add(Func<string, ILossFunc> make, string name, params string[] aliases)
        {
            foreach (string key in (string[])[name, .. aliases])
                known[key] = (name, make);
        }
    }
}
