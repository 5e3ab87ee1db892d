using System.Text.Json;
using Tensorflow;
using Tensorflow.Keras.Engine;
using TfNet.Goldens;
using TfNet.LibTorch;
using TfNetZoo.Networks;
using TfNetZoo.Pretrained;
using static Tensorflow.Binding;
using static Tensorflow.KerasApi;

namespace TfNetZoo.Tests.Networks;

/// <summary>
/// One case of goldens/torchvision: PyTorch's weights go through the converter, then outputs and gradients must agree
/// (README there).
/// </summary>
internal sealed class TorchCase
{
    private static readonly Dictionary<string, (string Network, Func<string, string?>? Rename)> s_networks = new()
    {
        ["alexnet"] = ("torch_alexnet", null),
        ["zoo_alexnet"] = ("torch_alexnet_half", null),
        ["notes_zfnet"] = ("zfnet", null),
        ["vgg11"] = ("torch_vgg11", null),
        ["notes_vgg11"] = ("torch_vgg11", null),
        ["vgg16"] = ("torch_vgg16", null),
        ["vgg16_bn"] = ("torch_vgg16_bn", null),
        ["notes_vgg_cifar"] = ("vgg_cifar", null),
        ["notes_fc2"] = ("fc2", null),
        ["notes_cnn"] = ("cnn", null),
        ["notes_cifar_net"] = ("cifar_net", null),
        ["googlenet"] = ("torch_googlenet_aux", null),
        ["zoo_googlenet"] = ("torch_googlenet_plain_aux", null),
        ["resnet18"] = ("torch_resnet18", null),
        ["resnet50"] = ("torch_resnet50", null),
        ["resnext50_32x4d"] = ("resnext50_32x4d", null),
        ["mobilenet_v2"] = ("torch_mobilenet_v2", null),
        ["notes_mobilenet_v2"] = ("torch_mobilenet_v2", null),
        ["mobilenet_v3_large"] = ("torch_mobilenet_v3_large", null),
        ["mobilenet_v3_small"] = ("torch_mobilenet_v3_small", null),
        ["vit_b_16"] = ("vit_b16", TorchWeights.VisionTransformerNames),
    };

    /// <summary>
    /// Its side heads call the functional dropout, which the golden's run could not switch off: only its evaluation can be
    /// repeated.
    /// </summary>
    private const string RandomInTraining = "zoo_googlenet";

    private readonly string _name;
    private readonly JsonElement _json;
    private readonly Npz _npz;
    private readonly List<string> _failures = [];

    internal TorchCase(string name)
    {
        _name = name;
        _json = JsonDocument.Parse(File.ReadAllText(GoldenFolder.Path("torchvision", name + ".json"))).RootElement;
        _npz = Npz.Load(GoldenFolder.Path("torchvision", name + ".npz"));
    }

    internal static bool Knows(string name) => s_networks.ContainsKey(name);

    private int Int(string property) => _json.GetProperty(property).GetInt32();

    internal IReadOnlyList<string> Run()
    {
        keras.backend.clear_session();
        (string network, Func<string, string?>? rename) = s_networks[_name];
        int size = Int("size");
        Model model = ModelRegistry.Get(network).Create(new NetworkOptions(size, size, Int("classes"), Int("channels")));
        var origins = new Dictionary<string, TorchTensor>();
        foreach (TorchTensor t in StateDict())
            origins[t.Name] = t;
        TorchWeights.Load(model, origins.Values, rename);
        DropoutOp.Off = true;
        try
        {
            using (var scope = new Scope("evaluate"))
            {
                Tensors y = model.Apply(Input(size), training: false);
                Compare("eval_0", "eval", y[y.Count - 1]);
            }
            if (_npz.Contains("evalgrad_norm"))
                Gradients(model, size, training: false, "evalgrad", rename);
            if (_npz.Contains("grad_norm") && _name != RandomInTraining)
                Gradients(model, size, training: true, "grad", rename);
        }
        finally
        {
            DropoutOp.Off = false;
        }
        return _failures;
    }

    private IEnumerable<TorchTensor> StateDict()
    {
        string set = _json.GetProperty("set").GetString()!;
        int k = 0;
        foreach (JsonElement e in _json.GetProperty("state_dict").EnumerateArray())
        {
            string name = e.GetProperty("name").GetString()!;
            long[] shape = [.. e.GetProperty("shape").EnumerateArray().Select(d => d.GetInt64())];
            float[] u = Recipe.U($"{set}/{k++}", shape.Aggregate(1L, (a, b) => a * b));
            float scale = shape.Length >= 2 ? (float)Math.Sqrt(6.0 / shape[1..].Aggregate(1L, (a, b) => a * b)) : 0.1f;
            for (int i = 0; i < u.Length; i++)
                u[i] = name.EndsWith("running_var", StringComparison.Ordinal) ? 1 + 0.5f * Math.Abs(u[i])
                    : shape.Length == 1 && name.EndsWith("weight", StringComparison.Ordinal) ? 1 + 0.1f * u[i]
                    : scale * u[i];
            yield return new TorchTensor(name, shape, u);
        }
    }

    private Tensor Input(int size)
    {
        int channels = Int("channels");
        float[] x = Recipe.U($"{_json.GetProperty("set").GetString()}/x", 2L * channels * size * size);
        return tf.transpose(new Tensor(x, (2, channels, size, size)), new Axis([0, 2, 3, 1]));
    }

    private Tensor Loss(Tensors outputs, bool training)
    {
        var loss = keras.losses.SparseCategoricalCrossentropy(from_logits: true);
        int classes = Int("classes");
        Tensor labels = tf.constant((long[])[.. Enumerable.Range(0, 2).Select(i => (long)(i % classes))]);
        Tensor main = loss.Call(labels, outputs[outputs.Count - 1]);
        for (int i = 0; training && i < outputs.Count - 1; i++)
            main += loss.Call(labels, outputs[i]) * 0.3;
        return main;
    }

    private void Gradients(Model model, int size, bool training, string prefix, Func<string, string?>? rename)
    {
        using var scope = new Scope("gradient");
        using var tape = tf.GradientTape();
        Tensors y = model.Apply(Input(size), training: training);
        Tensor loss = Loss(y, training);
        Tensor[] gradients = tape.gradient(loss, model.TrainableWeights);
        if (training)
            for (int head = 0; head < y.Count; head++)
                Compare($"train_{head}", "train", y[y.Count - 1 - head]);
        var norms = new Dictionary<string, double>();
        for (int i = 0; i < gradients.Length; i++)
            norms[Path(model.TrainableWeights[i].Name)] = gradients[i] is null ? 0 : Norm(gradients[i]);
        string[] names = [.. _json.GetProperty("gradient_names").EnumerateArray().Select(e => e.GetString()!)];
        HashSet<int> noise = _json.GetProperty("tolerance").TryGetProperty("noise_gradients", out JsonElement list)
            ? [.. list.EnumerateArray().Select(e => e.GetInt32())] : [];
        double[] expected = _npz[prefix + "_norm"].ToDouble();
        var errors = new List<double>();
        for (int i = 0; i < names.Length; i++)
            if (!noise.Contains(i))
                errors.Add(Math.Abs(Of(names[i]) - expected[i]) / Math.Max(expected[i], 1e-30));
        errors.Sort();
        Within(prefix + "_norm_median", errors[errors.Count / 2], prefix + "_norm_median", 0);
        Within(prefix + "_norm", errors[^1], prefix + "_norm", 0.1);

        double Of(string torchName) => norms[Path(rename?.Invoke(torchName) ?? torchName)];
    }

    // PyTorch's and Keras' parameter names on common ground.
    private static string Path(string name)
    {
        string path = name.EndsWith(":0", StringComparison.Ordinal) ? name[..^2] : name;
        foreach ((string keras, string torch) in ((string, string)[])[
            ("/kernel", ".weight"), ("/depthwise_kernel", ".weight"), ("/gamma", ".weight"), ("/beta", ".bias"), ("/bias", ".bias")])
            if (path.EndsWith(keras, StringComparison.Ordinal))
                return path[..^keras.Length] + torch;
        return path;
    }

    private static double Norm(Tensor g) => Math.Sqrt(g.ToArray<float>().Sum(v => (double)v * v));

    private void Compare(string array, string tolerance, Tensor actual)
    {
        double[] expected = _npz[array].ToDouble();
        float[] got = actual.ToArray<float>();
        double worst = expected.Zip(got, (e, g) => Math.Abs(e - g)).Max();
        Within(array, worst / expected.Max(Math.Abs), tolerance, 0);
    }

    private void Within(string what, double error, string tolerance, double floor)
    {
        JsonElement suggested = _json.GetProperty("tolerance").GetProperty("suggested");
        double bound = Math.Max(suggested.TryGetProperty(tolerance, out JsonElement t) ? t.GetDouble() : 1e-5, floor);
        if (bound <= 0.1 && !(error <= bound))
            _failures.Add($"{what}: error {error:g3}, allowed {bound:g3}");
    }
}
