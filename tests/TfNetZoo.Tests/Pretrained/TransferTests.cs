using Tensorflow;
using Tensorflow.Keras;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Layers;
using Tensorflow.Keras.Saving;
using TfNetZoo.Networks;
using TfNetZoo.Pretrained;
using TfNetZoo.Tests.Data;
using TfNetZoo.Tests.Networks;
using static Tensorflow.Binding;
using static Tensorflow.KerasApi;

namespace TfNetZoo.Tests.Pretrained;

[Collection(NetworkCases.Collection)]
public class TransferTests
{
    /// <summary>Registered networks with the published width of what their classifier gets.</summary>
    public static TheoryData<string, int> Widths => new()
    {
        { "my_model", 128 }, { "alexnet_v1", 2048 }, { "alexnet_v2", 128 }, { "alexnet", 4096 }, { "torch_alexnet", 4096 },
        { "zfnet", 2048 }, { "vgg16", 4096 }, { "torch_vgg16_bn", 4096 }, { "googlenet", 1024 }, { "inception_v1_bn", 1024 },
        { "resnet18", 512 }, { "resnet34_subclass", 512 }, { "resnet50", 2048 }, { "resnet50_subclass", 2048 }, { "keras_resnet50", 2048 },
        { "torch_resnet50", 2048 }, { "resnext50_32x4d", 2048 }, { "keras_mobilenet", 1024 }, { "mobilenet_v2", 1280 }, { "keras_mobilenet_v2", 1280 },
        { "mobilenet_v3_large", 1280 }, { "mobilenet_v3_small", 1024 }, { "vit_b16", 768 }, { "vit_tiny", 32 },
    };

    [Theory]
    [MemberData(nameof(Widths))]
    public void A_new_head_takes_the_place_of_the_classifier(string name, int width)
    {
        NetworkInfo network = ModelRegistry.Get(name);
        TransferModel made = Transfer.Prepare(Fresh(network), TransferMode.NewHead, head: [keras.layers.Dense(3)]);
        Assert.Equal(3 * (width + 1), made.Trainable);
        Assert.Equal(network.Parameters - (long)network.Classes * (width + 1), made.NonTrainable);
        Assert.Equal(new Shape(-1, 3), made.Model.outputs!.Single.shape);
    }

    public static TheoryData<string> Networks => [.. ModelRegistry.All.Select(n => n.Name)];

    [Theory]
    [MemberData(nameof(Networks))]
    public void Every_network_gets_a_new_head(string name)
    {
        NetworkInfo network = ModelRegistry.Get(name);
        Model old = Fresh(network);
        TransferModel made = Transfer.Prepare(old, TransferMode.NewHead, head: [keras.layers.Dense(3)]);
        long width = made.Trainable / 3 - 1;
        Assert.True(width > 1);
        // Side heads fall away with the classifier.
        if (network.LossWeights.Length == 1 && network.Name != "transfer_resnet50")
            Assert.Equal(network.Parameters - network.Classes * (width + 1), made.NonTrainable);
    }

    // Table F10 of the notes, recipe R8, and the exercise with the VGG.
    [Fact]
    public void The_notes_counts()
    {
        keras.backend.clear_session();
        Counts(25_664_453, 2_103_301, ResNets.resnet50(include_top: false), [
            keras.layers.GlobalAveragePooling2D(), keras.layers.Dropout(0.5), keras.layers.Dense(1024, activation: "relu"),
            keras.layers.Dropout(0.5), keras.layers.Dense(5), keras.layers.Softmax()]);
        Counts(2_264_389, 6_405, MobileNetV2.mobilenet_v2(include_top: false), [
            keras.layers.GlobalAveragePooling2D(), keras.layers.Dropout(0.5), keras.layers.Dense(5), keras.layers.Softmax()]);
        Counts(134_268_738, 8_194, ModelRegistry.Get("torch_vgg16").Build(), [
            keras.layers.Dense(2), keras.layers.Activation("log_softmax")]);
    }

    // torch.nn.BatchNorm2d with requires_grad_(False) in train mode: momentum 0.1 of the batch's mean and unbiased variance.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Frozen_batch_norm_follows_the_images_only_when_asked(bool updates)
    {
        keras.backend.clear_session();
        var x = keras.Input((2, 2, 1));
        var norm = (BatchNormalization)keras.layers.BatchNormalization(momentum: 0.9f, epsilon: 1e-5f);
        Model network = keras.Model(x, keras.layers.Dense(4).Apply(keras.layers.Flatten().Apply(norm.Apply(x))));
        TransferModel made = Transfer.Prepare(network, TransferMode.NewHead, head: [keras.layers.Dense(1)], batch_norm_updates: updates);
        made.Model.compile(keras.optimizers.SGD(0.1f), keras.losses.MeanSquaredError());
        var images = new Tensor(new float[] { 1, 2, 3, 4, 5, 6, 7, 8 }, (2, 2, 2, 1));
        made.Model.train_on_batch(images, new Tensor(new float[] { 1, 0 }, (2, 1)));
        Assert.Equal([1f], norm.gamma!.numpy().ToArray<float>());
        Assert.Equal(updates ? 0.45f : 0f, norm.moving_mean!.numpy().ToArray<float>()[0], 1e-6f);
        Assert.Equal(updates ? 0.9f + 0.1f * 6 : 1f, norm.moving_variance!.numpy().ToArray<float>()[0], 1e-6f);
    }

    // 14,964,736 trainable weights in the last stage: torchvision's layer4.
    [Theory]
    [InlineData(1, 10_245)]
    [InlineData(2, 10_245 + 14_964_736)]
    public void The_last_layers_are_trained(int layers, long trainable)
    {
        Model network = ModelRegistry.Get("resnet50").Build(classes: 5);
        TransferModel made = Transfer.Prepare(network, TransferMode.TrainLast, last_layers: layers);
        Assert.Same(network, made.Model);
        Assert.Equal((23_571_397, trainable), (made.Total, made.Trainable));
        var text = new StringWriter { NewLine = "\n" };
        made.Print(text);
        Assert.Equal(
            (layers == 2 ? "training block4\n" : "") + $"training logits\nTotal params: 23571397\nTrainable params: {trainable}\n"
                + $"Non-trainable params: {23_571_397 - trainable}\n",
            text.ToString());
    }

    [Fact]
    public void Training_all_thaws_what_was_frozen()
    {
        Model network = ModelRegistry.Get("resnet18").Build(classes: 5, size: 32);
        Transfer.Prepare(network, TransferMode.TrainLast);
        TransferModel made = Transfer.Prepare(network, TransferMode.TrainAll);
        Assert.Equal(11_689_512 - 995 * 513, made.Trainable);
    }

    [Fact]
    public void Of_several_outputs_the_main_one_counts()
    {
        NetworkInfo network = ModelRegistry.Get("googlenet_aux");
        Assert.Equal(1025 * 5, Transfer.Prepare(network.Build(5), TransferMode.TrainLast).Trainable);
        TransferModel made = Transfer.Prepare(network.Build(5), TransferMode.NewHead, head: [keras.layers.Dense(7)]);
        Assert.Equal((5_978_677 - 1025 * 5 + 1025 * 7, 1025 * 7), (made.Total, made.Trainable));
    }

    /// <summary>A new head with the old classifier's weights gives what the network gave.</summary>
    [Theory]
    [InlineData("my_model")]
    [InlineData("alexnet_v2")]
    [InlineData("mobilenet_v3_small")]
    [InlineData("vit_tiny")]
    [InlineData("googlenet")]
    public void The_features_are_what_the_classifier_got(string name)
    {
        NetworkInfo network = ModelRegistry.Get(name);
        int size = network.MinimumSize;
        keras.backend.clear_session();
        Model old = network.Build(5, size);
        float[] pixels = [.. Enumerable.Range(0, 2 * size * size * network.Channels).Select(i => MathF.Sin(i))];
        var x = new Tensor(pixels, (2, size, size, network.Channels));
        // The classifier's weights stand last; vit_tiny's begin as zeros.
        IVariableV1[] classifier = [.. old.Weights.Where(w => w.Trainable).TakeLast(2)];
        ((ResourceVariable)classifier[0]).assign(tf.random.normal(classifier[0].shape, seed: 1));
        float[] expected = old.predict(x).ToArray<float>();

        ILayer dense = keras.layers.Dense(5);
        ILayer[] head = network.Probabilities ? [dense, keras.layers.Softmax()] : [dense];
        TransferModel made = Transfer.Prepare(old, TransferMode.NewHead, head: head);
        ((ResourceVariable)dense.Weights[0]).assign(tf.reshape(((ResourceVariable)classifier[0]).AsTensor(), dense.Weights[0].shape));
        ((ResourceVariable)dense.Weights[1]).assign(((ResourceVariable)classifier[1]).AsTensor());
        float[] actual = made.Model.predict(x).ToArray<float>();
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), p => Assert.Equal(p.First, p.Second, 1e-5f));
    }

    [Theory]
    [InlineData(TransferMode.NewHead)]
    [InlineData(TransferMode.TrainLast)]
    public void Training_leaves_frozen_weights_and_statistics_alone(TransferMode mode)
    {
        keras.backend.clear_session();
        keras.utils.set_random_seed(1);
        ILayer[]? head = mode == TransferMode.NewHead ? [keras.layers.Dense(5), keras.layers.Softmax()] : null;
        TransferModel made = Transfer.Prepare(ModelRegistry.Get("resnet18").Build(5, 32), mode, head: head);
        Model model = made.Model;
        float[][] before = [.. model.Weights.Select(w => ((ResourceVariable)w).AsTensor().ToArray<float>())];
        HashSet<long> trained = [.. model.TrainableWeights.Select(w => w.UniqueId)];
        Assert.Equal(2, trained.Count);
        model.compile(keras.optimizers.SGD(0.1f), keras.losses.SparseCategoricalCrossentropy(), []);
        Tensor x = tf.random.normal((8, 32, 32, 3), seed: 3), y = tf.constant((long[])[0, 1, 2, 3, 4, 0, 1, 2]);
        model.fit(x.numpy(), y.numpy(), batch_size: 4, epochs: 1, verbose: 0);
        for (int i = 0; i < before.Length; i++)
        {
            float[] now = ((ResourceVariable)model.Weights[i]).AsTensor().ToArray<float>();
            if (trained.Contains(model.Weights[i].UniqueId))
                Assert.NotEqual(before[i], now);
            else
                Assert.Equal(before[i], now);
        }
    }

    [Fact]
    public void Partial_loading_tells_what_it_did()
    {
        using var folder = new TemporaryFolder();
        NetworkInfo aux = ModelRegistry.Get("googlenet_aux"), plain = ModelRegistry.Get("googlenet");
        Model trained = Fresh(aux, 5, 72);
        trained.save_weights(folder["aux.h5"]);
        Assert.Throws<ValueError>(() => Fresh(plain, 5, 72).load_weights(folder["aux.h5"]));

        TransferModel same = Transfer.Prepare(Fresh(plain, 5, 72), TransferMode.TrainAll, folder["aux.h5"]);
        // Nine blocks of six convolutions, three before them and the classifier, each a kernel and a bias; six weights in a side head.
        Assert.Equal((116, 0, 12, 0), Numbers(same.Loaded!));
        Assert.Equal(["aux_1", "aux_2"], same.Loaded!.Unexpected.Select(w => w.Layer).Distinct());
        Assert.Equal("loaded 116 weights; missing 0; unexpected 12 (aux_1, aux_2); mismatched 0", same.Loaded.ToString());

        TransferModel other = Transfer.Prepare(Fresh(plain, 3, 72), TransferMode.NewHead, folder["aux.h5"], head: [keras.layers.Dense(3)]);
        Assert.Equal((114, 0, 12, 2), Numbers(other.Loaded!));
        Assert.Equal(
            new WeightMismatch("output_dense", "output_dense/kernel:0", "Weight expects shape (1024, 3). Received saved weight with shape (1024, 5)"),
            other.Loaded!.Mismatched[0]);
        Assert.Throws<ValueError>(() => Fresh(plain, 3, 72).load_weights_by_name(folder["aux.h5"]));

        Model first = Fresh(plain, 5, 72);
        first.save_weights(folder["plain.h5"]);
        TransferModel missing = Transfer.Prepare(Fresh(aux, 5, 72), TransferMode.TrainLast, folder["plain.h5"]);
        Assert.Equal((116, 12, 0, 0), Numbers(missing.Loaded!));
        Assert.Equal(["aux_1", "aux_2"], missing.Loaded!.Missing.Select(w => w.Layer).Distinct());
    }

    [Fact]
    public void A_file_of_another_network_is_refused()
    {
        using var folder = new TemporaryFolder();
        Fresh(ModelRegistry.Get("lenet")).save_weights(folder["lenet.h5"]);
        var error = Assert.Throws<ValueError>(() =>
            Transfer.Prepare(Fresh(ModelRegistry.Get("mobilenet_v2"), 5, 32), TransferMode.TrainAll, folder["lenet.h5"]));
        Assert.Contains("'Conv', 'inverted_residual'", error.Message, StringComparison.Ordinal);
        Assert.Contains("it has 'conv1'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Arguments_that_do_not_belong_to_the_mode_are_refused()
    {
        Model network = ModelRegistry.Get("lenet").Build();
        Assert.Throws<ValueError>(() => Transfer.Prepare(network, TransferMode.TrainAll, last_layers: 1));
        Assert.Throws<ValueError>(() => Transfer.Prepare(network, TransferMode.TrainAll, head: [keras.layers.Dense(2)]));
        Assert.Throws<ValueError>(() => Transfer.Prepare(network, TransferMode.NewHead));
        Assert.Throws<ValueError>(() => Transfer.Prepare(network, TransferMode.TrainLast, last_layers: 0));
        Assert.Throws<ValueError>(() => Transfer.Prepare(network, TransferMode.TrainLast, last_layers: 6));
        Assert.Throws<ValueError>(() => Transfer.Prepare(new MyModel(), TransferMode.NewHead, head: [keras.layers.Dense(2)]));
    }

    [Fact]
    public void A_network_without_a_classifier_is_refused()
    {
        Tensors input = keras.Input((4, 4, 3));
        Tensors x = keras.layers.BatchNormalization().Apply(keras.layers.Flatten().Apply(input));
        var error = Assert.Throws<ValueError>(() =>
            Transfer.Prepare(keras.Model(input, x), TransferMode.NewHead, head: [keras.layers.Dense(2)]));
        Assert.Contains("BatchNormalization", error.Message, StringComparison.Ordinal);
    }

    private static Model Fresh(NetworkInfo network, int classes = 0, int size = 0)
    {
        keras.backend.clear_session();
        return network.Build(classes, size);
    }

    private static void Counts(long total, long trainable, Model network, ILayer[] head)
    {
        TransferModel made = Transfer.Prepare(network, TransferMode.NewHead, head: head);
        Assert.Equal((total, trainable, total - trainable), (made.Total, made.Trainable, made.NonTrainable));
    }

    private static (int, int, int, int) Numbers(WeightReport r) => (r.Loaded.Count, r.Missing.Count, r.Unexpected.Count, r.Mismatched.Count);
}
