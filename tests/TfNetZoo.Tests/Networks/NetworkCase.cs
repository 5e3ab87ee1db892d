using System.Text.Json;
using Tensorflow;
using Tensorflow.Keras.Engine;
using TfNet.Goldens;
using TfNet.LibTorch;
using TfNetZoo.Networks;
using static Tensorflow.Binding;
using static Tensorflow.KerasApi;

namespace TfNetZoo.Tests.Networks;

/// <summary>
/// One case of goldens/networks: builds the network, gives it the recipe's weights and data, and compares (README there,
/// sections 1-3).
/// </summary>
internal sealed class NetworkCase
{
    private readonly JsonElement _json;
    private readonly Npz _npz;
    private readonly JsonElement _tolerance;
    private readonly List<string> _failures = [];
    private readonly Dictionary<int, float[]> _fills = [];
    private readonly bool _double;

    /// <param name="name">Of the case.</param>
    /// <param name="inDouble">Everything in float64, against the golden's float64 values.</param>
    internal NetworkCase(string name, bool inDouble = false)
    {
        _double = inDouble;
        _json = JsonDocument.Parse(File.ReadAllText(GoldenFolder.Path("networks", name + ".json"))).RootElement;
        _npz = Npz.Load(GoldenFolder.Path("networks", name + ".npz"));
        _tolerance = _json.GetProperty("tolerance").GetProperty("suggested");
        Set = _json.GetProperty("set").GetString()!;
    }

    /// <summary>A suggested tolerance above it: a float32 comparison says nothing (README, section 3).</summary>
    private const double Worthless = 0.1;

    private string Set { get; }

    private int Size => _json.GetProperty("size").GetInt32();

    private int Channels => _json.GetProperty("channels").GetInt32();

    private int Classes => _json.GetProperty("classes").GetInt32();

    private int Batch => _json.GetProperty("batch").GetInt32();

    private int Heads => _json.GetProperty("heads").GetInt32();

    private bool Probabilities => _json.GetProperty("output").GetString() == "probabilities";

    /// <summary>
    /// Cases whose three Adam steps amplify float32 rounding beyond the golden's tolerance (a batch norm over two small maps, and Adam's
    /// first step, which is a sign): there they are compared in float64, and in float32 the steps of SGD. The gradients of vgg19 agree to 1e-5
    /// in float32; with oneDNN's direct loops, which are nearer to float64 than Winograd's, its losses are off by 3e-4.
    /// </summary>
    internal static readonly string[] StepsInDouble = ["resnet18", "vgg19"];

    private bool AdamInDouble => !_double && StepsInDouble.Contains(_json.GetProperty("case").GetString());

    /// <summary>
    /// Steps by SGD check the optimizer's second kind on the same gradients: for large networks in the long mode only, unless float32 has no
    /// others.
    /// </summary>
    private bool StepsBySgd => AdamInDouble || _json.GetProperty("counts").GetProperty("total").GetInt64() < 12_000_000
        || Environment.GetEnvironmentVariable("TFNETZOO_LONG") == "1";

    internal IReadOnlyList<string> Run()
    {
        keras.backend.clear_session();
        if (!_double)
            return RunInDType();
        DTypePolicy.SetGlobal("float64");
        try
        {
            return RunInDType();
        }
        finally
        {
            DTypePolicy.SetGlobal("float32");
        }
    }

    private List<string> RunInDType()
    {
        Model model = NetworkCases.Build(_json.GetProperty("network").GetString()!, Size, Channels, Classes);
        CheckStructure(model);
        DropoutOp.Off = true;
        try
        {
            SetWeights(model);
            CheckEvaluation(model);
            if (_json.GetProperty("full").GetBoolean())
            {
                CheckGradient(model, training: false, "evalgrad");
                FirstPass(model);
                if (!AdamInDouble)
                    Train(model, keras.optimizers.Adam(0.001f), "losses", "loss_", "after");
                if (StepsBySgd)
                    Train(model, keras.optimizers.SGD(0.0001f, 0.9f), "sgd_losses", "sgd_loss_", "sgd_after");
            }
        }
        finally
        {
            DropoutOp.Off = false;
        }
        return _failures;
    }

    private void CheckStructure(Model model)
    {
        JsonElement counts = _json.GetProperty("counts");
        Equal("total parameters", counts.GetProperty("total").GetInt64(), model.count_params());
        Equal("trainable parameters", counts.GetProperty("trainable").GetInt64(), model.TrainableWeights.Sum(w => w.shape.size));
        JsonElement weights = _json.GetProperty("weights");
        Equal("number of weights", weights.GetArrayLength(), model.Weights.Count);
        for (int i = 0; i < Math.Min(weights.GetArrayLength(), model.Weights.Count); i++)
        {
            Equal($"name of weight {i}", weights[i].GetProperty("name").GetString()!, model.Weights[i].Name);
            Equal($"shape of weight {i}", string.Join(",", weights[i].GetProperty("shape").EnumerateArray()),
                string.Join(",", model.Weights[i].shape.dims));
        }
        string[] layers = [.. _json.GetProperty("layers").EnumerateArray().Select(l => l.GetProperty("name").GetString()!)];
        Equal("layers", string.Join(" ", layers), string.Join(" ", model.Layers.Select(l => l.Name)));
        int[] order = [.. _json.GetProperty("trainable_order").EnumerateArray().Select(e => e.GetInt32())];
        Equal("trainable order", string.Join(",", order), string.Join(",", model.TrainableWeights.Select(v => model.Weights.IndexOf(v))));
    }

    private void SetWeights(Model model)
    {
        JsonElement weights = _json.GetProperty("weights");
        for (int i = 0; i < weights.GetArrayLength(); i++)
        {
            if (weights[i].TryGetProperty("dtype", out _))
                continue;
            long[] shape = [.. weights[i].GetProperty("shape").EnumerateArray().Select(e => e.GetInt64())];
            if (!_fills.TryGetValue(i, out float[]? values))
                _fills[i] = values = Recipe.Fill($"{Set}/{i}", weights[i].GetProperty("name").GetString()!, shape);
            using var scope = new Scope("set weight");
            model.Weights[i].assign(InDType(values, new Shape(shape)), read_value: false);
        }
    }

    private Tensor InDType(float[] values, Shape shape) =>
        _double ? new Tensor(Array.ConvertAll(values, v => (double)v), shape) : new Tensor(values, shape);

    private double[] Values(Tensor t) => _double ? t.ToArray<double>() : Array.ConvertAll(t.ToArray<float>(), v => (double)v);

    private double Norm(Tensor t)
    {
        double sum = 0;
        if (_double)
            foreach (double v in t.ToArray<double>())
                sum += v * v;
        else
            foreach (float v in t.ToArray<float>())
                sum += (double)v * v;
        return Math.Sqrt(sum);
    }

    private double[] Expected(string array) => _npz[_double ? "f64_" + array : array].ToDouble();

    private Tensor Input()
    {
        long count = (long)Batch * Size * Size * Channels;
        float[] x = _json.GetProperty("input").GetString() switch
        {
            "unit" => Recipe.U(Set + "/x", count, 0.5, 0.5),
            "byte" => Recipe.U(Set + "/x", count, 128, 128),
            _ => Recipe.U(Set + "/x", count),
        };
        return InDType(x, (Batch, Size, Size, Channels));
    }

    private Tensor Labels() => new([.. Enumerable.Range(0, Batch).Select(i => (long)(i % Classes))]);

    private Tensor Loss(Tensors outputs)
    {
        var loss = keras.losses.SparseCategoricalCrossentropy(from_logits: !Probabilities);
        Tensor labels = Labels();
        if (outputs.Count == 1)
            return loss.Call(labels, outputs[0]);
        return loss.Call(labels, outputs[0]) * 0.3 + loss.Call(labels, outputs[1]) * 0.3 + loss.Call(labels, outputs[2]);
    }

    private void CheckEvaluation(Model model)
    {
        using var scope = new Scope("evaluate");
        Tensors y = model.Apply(Input(), training: false);
        CompareOutputs("eval", "eval", y);
        Relative("eval_loss", Expected("eval_loss")[0], (double)Loss(y));
    }

    private void CompareOutputs(string array, string tolerance, Tensors outputs)
    {
        Equal(array + " outputs", Heads, outputs.Count);
        for (int i = 0; i < outputs.Count; i++)
        {
            MaxNorm($"{array}_{i}", tolerance, outputs[i]);
            if (_npz.Contains((_double ? "f64_" : "") + $"{array}_logits_{i}") && outputs[i].Logits is { } logits)
                MaxNorm($"{array}_logits_{i}", tolerance, logits);
        }
    }

    private void MaxNorm(string array, string tolerance, Tensor actual)
    {
        double[] expected = Expected(array);
        double[] got = Values(actual);
        double scale = expected.Max(Math.Abs), worst = 0;
        for (int i = 0; i < expected.Length; i++)
            worst = Math.Max(worst, Math.Abs(expected[i] - got[i]));
        Within(array, worst / scale, tolerance);
    }

    private void CheckGradient(Model model, bool training, string prefix)
    {
        using var scope = new Scope("gradient");
        using var tape = tf.GradientTape();
        Tensors y = model.Apply(Input(), training: training);
        CompareGradients(prefix, tape.gradient(Loss(y), model.TrainableWeights));
    }

    /// <summary>
    /// Median over the weights tightly, the worst one at the case's own tolerance, where a float32 comparison means something.
    /// </summary>
    private void CompareGradients(string prefix, Tensor[] gradients)
    {
        double[] norms = Expected(prefix + "_norm");
        int[] order = [.. _json.GetProperty("trainable_order").EnumerateArray().Select(e => e.GetInt32())];
        HashSet<int> noise = [.. _json.GetProperty("noise_gradients").EnumerateArray().Select(e => e.GetInt32())];
        var errors = new List<double>();
        for (int t = 0; t < norms.Length; t++)
        {
            if (gradients[t] is null)
            {
                _failures.Add($"{prefix}: no gradient reaches weight {order[t]}");
                continue;
            }
            double norm = Norm(gradients[t]);
            if (!noise.Contains(order[t]))
                errors.Add(Math.Abs(norm - norms[t]) / Math.Max(norms[t], 1e-30));
        }
        errors.Sort();
        Within(prefix + "_norm_median", errors[errors.Count / 2], prefix + "_norm_median");
        Within(prefix + "_norm", errors[^1], prefix + "_norm", floor: 0.1);
    }

    private void FirstPass(Model model)
    {
        SetWeights(model);
        using var scope = new Scope("first pass");
        using var tape = tf.GradientTape();
        Tensors y = model.Apply(Input(), training: true);
        Tensor loss = Loss(y);
        Relative("loss_0", Expected("losses")[0], (double)loss);
        CompareOutputs("train", "train", y);
        CompareGradients("grad", tape.gradient(loss, model.TrainableWeights));
    }

    private void Train(Model model, Tensorflow.Keras.Optimizers.OptimizerV2 optimizer, string losses, string lossTolerance, string after)
    {
        string[] compared = [lossTolerance + 1, lossTolerance + 2, lossTolerance + 3, after + "_norm", after + "_eval"];
        if (Array.TrueForAll(compared, c => Bound(c) > Worthless))
            return;
        SetWeights(model);
        double[] expected = Expected(losses);
        for (int step = 0; step < 3; step++)
        {
            using var scope = new Scope("step");
            using var tape = tf.GradientTape();
            Tensors y = model.Apply(Input(), training: true);
            Tensor loss = Loss(y);
            Relative(step == 0 ? "loss_0" : lossTolerance + step, expected[step], (double)loss);
            Tensor[] gradients = tape.gradient(loss, model.TrainableWeights);
            if (_double && optimizer is Tensorflow.Keras.Optimizers.Adam adam)
                adam.learning_rate = 0.001 * RoundedCorrection(adam, step + 1);
            optimizer.apply_gradients(gradients.Zip(model.TrainableWeights, (g, v) => (g, v)));
        }
        using var end = new Scope("after");
        CompareWeights(model, after + "_norm");
        CompareOutputs(after + "_eval", after + "_eval", model.Apply(Input(), training: false));
        Relative(lossTolerance + 3, expected[3], (double)Loss(model.Apply(Input(), training: true)));
    }

    /// <summary>The golden's float64 program corrects Adam's bias with betas rounded to float32 (README, section 2): its rate by ours.</summary>
    private static double RoundedCorrection(Tensorflow.Keras.Optimizers.Adam adam, int t)
    {
        return Correction((float)adam.beta_1, (float)adam.beta_2) / Correction(adam.beta_1, adam.beta_2);

        double Correction(double beta1, double beta2) => Math.Sqrt(1 - Math.Pow(beta2, t)) / (1 - Math.Pow(beta1, t));
    }

    /// <summary>Norms of all floating weights; those whose gradient is noise (and the statistics behind them) move at random.</summary>
    private void CompareWeights(Model model, string array)
    {
        double[] norms = Expected(array);
        int[] index = [.. _json.GetProperty("after_index").EnumerateArray().Select(e => e.GetInt32())];
        HashSet<int> noise = [.. _json.GetProperty("noise_gradients").EnumerateArray().Select(e => e.GetInt32())];
        double worst = 0;
        for (int k = 0; k < index.Length; k++)
        {
            if (noise.Contains(index[k]) || (noise.Count > 0 && model.Weights[index[k]].Name.Contains("moving_", StringComparison.Ordinal)))
                continue;
            double norm = Norm(model.Weights[index[k]].AsTensor());
            worst = Math.Max(worst, Math.Abs(norm - norms[k]) / Math.Max(norms[k], 1e-3));
        }
        Within(array, worst, array);
    }

    private void Relative(string name, double expected, double actual) =>
        Within(name, Math.Abs(actual - expected) / Math.Max(Math.Abs(expected), 1e-3), name);

    private void Within(string what, double error, string tolerance, double floor = 0)
    {
        double bound = Math.Max(Bound(tolerance), floor);
        if (bound <= Worthless && !(error <= bound))
            _failures.Add($"{what}: error {error:g3}, allowed {bound:g3}");
    }

    private double Bound(string tolerance)
    {
        if (!_double)
            return _tolerance.TryGetProperty(tolerance, out JsonElement t) ? t.GetDouble() : 1e-5;
        // The golden's float64 Adam takes float32-rounded betas for its bias correction: steps differ by 6e-6 (README, section 2).
        if (tolerance == "after_eval")
            return 1e-4;
        return tolerance == "after_norm" || tolerance.StartsWith("loss_", StringComparison.Ordinal) ? 1e-5 : 1e-6;
    }

    private void Equal<T>(string what, T expected, T actual)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
            _failures.Add($"{what}: expected {expected}; received {actual}");
    }
}
