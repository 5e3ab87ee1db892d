using Tensorflow;
using Tensorflow.Keras.Engine;
using TfNet.LibTorch;
using TfNetZoo.Networks;
using static Tensorflow.Binding;
using static Tensorflow.KerasApi;

namespace TfNetZoo.Tests.Networks;

/// <summary>
/// Every network of the registry at a small size: gradients reach every weight, nothing is NaN, weights survive a file,
/// a few images can be learned. Large networks run in the long mode (TFNETZOO_LONG=1); beyond 200 million weights only their
/// shapes are tested (<see cref="ParameterCountTests"/>).
/// </summary>
[Collection(NetworkCases.Collection)]
public class RegistryTests
{
    private const int Classes = 5;

    private static readonly bool s_long = Environment.GetEnvironmentVariable("TFNETZOO_LONG") == "1";

    private static readonly string[] s_learners = ["my_model", "lenet", "cifar_net", "resnet18", "mobilenet_v3_small"];

    public static TheoryData<string> Networks =>
        [.. ModelRegistry.All.Where(n => Weights(n) <= (s_long ? 200_000_000 : 12_000_000)).Select(n => n.Name)];

    public static TheoryData<string> Learners => s_long ? Networks : [.. s_learners];

    [Theory]
    [MemberData(nameof(Networks))]
    public void Gradients_reach_every_weight_and_weights_survive_a_file(string name)
    {
        NetworkInfo network = ModelRegistry.Get(name);
        Model model = Build(network);
        using var scope = new Scope("registry test");
        (Tensor x, Tensor labels) = Batch(network, 2);
        using (var tape = tf.GradientTape())
        {
            Tensor loss = Loss(network, labels, model.Apply(x, training: true));
            Assert.True(double.IsFinite((double)loss), $"the loss is {(double)loss}");
            Tensor[] gradients = tape.gradient(loss, model.TrainableWeights);
            for (int i = 0; i < gradients.Length; i++)
            {
                Assert.True(gradients[i] is not null, $"no gradient reaches {model.TrainableWeights[i].Name}");
                Assert.True(double.IsFinite((double)tf.reduce_sum(gradients[i])),
                    $"the gradient of {model.TrainableWeights[i].Name} is not finite");
            }
        }
        SurvivesFile(network, model, x);
    }

    [Theory]
    [MemberData(nameof(Learners))]
    public void Learns_eight_images(string name)
    {
        NetworkInfo network = ModelRegistry.Get(name);
        Model model = Build(network);
        (Tensor x, Tensor labels) = Batch(network, 8);
        var optimizer = keras.optimizers.Adam(0.001f);
        double first = double.NaN, last = double.NaN;
        DropoutOp.Off = true;
        try
        {
            for (int step = 0; step < 300 && !(last < 0.3 * first); step++)
            {
                using var scope = new Scope("step");
                using var tape = tf.GradientTape();
                Tensor loss = Loss(network, labels, model.Apply(x, training: true));
                last = (double)loss;
                first = step == 0 ? last : first;
                optimizer.apply_gradients(tape.gradient(loss, model.TrainableWeights).Zip(model.TrainableWeights, (g, v) => (g, v)));
            }
        }
        finally
        {
            DropoutOp.Off = false;
        }
        Assert.True(last < 0.3 * first, $"the loss went from {first} to {last}");
    }

    private static void SurvivesFile(NetworkInfo network, Model model, Tensor x)
    {
        string file = Path.Combine(Path.GetTempPath(), $"tfnetzoo-{Environment.ProcessId}-{network.Name}.h5");
        try
        {
            model.save_weights(file);
            Model second = Build(network);
            second.load_weights(file);
            Tensors expected = model.Apply(x, training: false), actual = second.Apply(x, training: false);
            for (int i = 0; i < expected.Count; i++)
                Assert.Equal(expected[i].ToArray<float>(), actual[i].ToArray<float>());
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static int Size(NetworkInfo network) => network.AnySize ? network.MinimumSize : network.Size;

    private static Model Build(NetworkInfo network)
    {
        keras.backend.clear_session();
        return network.Build(Classes, Size(network));
    }

    /// <summary>Found from shapes alone.</summary>
    private static long Weights(NetworkInfo network) => Build(network).count_params();

    private static (Tensor X, Tensor Labels) Batch(NetworkInfo network, int count)
    {
        var random = new Random(3);
        int size = Size(network);
        float scale = network.Preprocessing == Preprocessing.None ? 255 : 1;
        float[] x = [.. Enumerable.Range(0, count * size * size * network.Channels).Select(_ => scale * random.NextSingle())];
        return (new Tensor(x, (count, size, size, network.Channels)),
            tf.constant((long[])[.. Enumerable.Range(0, count).Select(i => (long)(i % Classes))]));
    }

    private static Tensor Loss(NetworkInfo network, Tensor labels, Tensors outputs)
    {
        Assert.Equal(network.LossWeights.Length, outputs.Count);
        var loss = keras.losses.SparseCategoricalCrossentropy(from_logits: !network.Probabilities);
        Tensor? sum = null;
        for (int i = 0; i < outputs.Count; i++)
        {
            Tensor part = loss.Call(labels, outputs[i]) * network.LossWeights[i];
            sum = sum is null ? part : sum + part;
        }
        return sum!;
    }
}
