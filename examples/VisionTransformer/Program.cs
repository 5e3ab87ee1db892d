// Vision Transformer (notes H9, H14): a tape loop with a cosine learning rate and an L2 penalty on the kernels.
//   dotnet run -c Release --project examples/VisionTransformer                                  a tiny one, from scratch, in 80 seconds: val accuracy 0.80
//   dotnet run -c Release --project examples/VisionTransformer -- --recipe notes --data my_photos --pretrained ViT-B_16.h5
//                                    fine-tunes ViT-B/16: with pretrained weights only the head is trained, without them everything is
//   dotnet run -c Release --project examples/VisionTransformer -- --predict x.jpg               classifies with the saved weights
// As in the notes, training crops or pads the photos to the network's size and prediction scales them to it.

using System.Text.RegularExpressions;
using Tensorflow;
using Tensorflow.Keras;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Optimizers;
using Tensorflow.Keras.Preprocessing;
using TfNetZoo.Data;
using TfNetZoo.Examples;
using TfNetZoo.Inference;
using TfNetZoo.Networks;
using static Tensorflow.Binding;
using static Tensorflow.KerasApi;
using static TfNetZoo.Data.ImageTransforms;

var defaults = new ExampleOptions(null, Epochs: 20, BatchSize: 32, ImageSize: 32, LearningRate: 0.05, Seed: 0, "./save_weights/ViT.h5", null)
{
    Network = "vit_tiny",
};
ExampleOptions notes = defaults with { Epochs = 10, BatchSize = 8, ImageSize = 224, LearningRate = 0.001, Network = "vit_b16" };
return ExampleProgram.Run(args, "Vision Transformer as in the notes: fine-tuning (or training) in a tape loop, prediction.", defaults, Run, notes,
    pretrained: "an .h5 file whose layers are loaded by name where they fit; then only pre_logits and head are trained");

static void Run(ExampleOptions options)
{
    if (options.Predict is { } photo)
    {
        Predict(options, photo);
        return;
    }
    int size = options.ImageSize;
    PhotoData data = PhotoData.Open(options.Data, validation_share: 0.2);
    var files = new ImageDataGenerator(validation_split: data.ValidationSplit);
    DirectoryIterator train_files = data.Training(files, size, options.BatchSize);
    DirectoryIterator val_files = data.Validation(files, size, options.BatchSize);
    var train_ds = new ImageLoader(train_files,
        (image, random) => RandomHorizontalFlip(CropOrPad(image, size, size), random), options.BatchSize, shuffle: true, options.Seed);
    var val_ds = new ImageLoader(val_files, (image, _) => CropOrPad(image, size, size), options.BatchSize);
    ClassIndices.Write("class_indices.json", train_files.class_indices);
    options.MakeWeightsFolder();

    Model model = ModelRegistry.Get(options.Network!).Build(train_files.num_classes);
    if (options.Pretrained is { } pre_weights_path)
    {
        model.load_weights(pre_weights_path, by_name: true, skip_mismatch: true);
        foreach (ILayer layer in model.layers)
        {
            if (layer.Name is "pre_logits" or "head")
                print($"training {layer.Name}");
            else
                layer.trainable = false;
        }
    }
    model.summary();

    var loss_object = keras.losses.SparseCategoricalCrossentropy(from_logits: true);
    OptimizerV2 optimizer = keras.optimizers.SGD((float)options.LearningRate, momentum: 0.9f);
    var train_loss = keras.metrics.Mean("train_loss");
    var train_accuracy = keras.metrics.SparseCategoricalAccuracy("train_accuracy");
    var val_loss = keras.metrics.Mean("val_loss");
    var val_accuracy = keras.metrics.SparseCategoricalAccuracy("val_accuracy");
    var no_penalty = new Regex(".*(bias|gamma|beta).*");

    Action<Tensor, Tensor> train_step = tf.function((Tensor images, Tensor labels) =>
    {
        using var tape = tf.GradientTape();
        Tensor output = model.Apply(images, training: true);
        Tensor ce_loss = loss_object.Call(labels, output);
        Tensor l2_loss = tf.add_n([.. model.trainable_variables.Where(w => !no_penalty.IsMatch(w.Name)).Select(w => tf.nn.l2_loss(w.AsTensor()))]);
        Tensor[] gradients = tape.gradient(ce_loss + (1e-4 * l2_loss), model.trainable_variables);
        optimizer.apply_gradients(gradients.Zip(model.trainable_variables));
        train_loss.update_state(ce_loss);
        train_accuracy.update_state(labels, output);
    });
    Action<Tensor, Tensor> val_step = tf.function((Tensor images, Tensor labels) =>
    {
        Tensor output = model.Apply(images, training: false);
        val_loss.update_state(loss_object.Call(labels, output));
        val_accuracy.update_state(labels, output);
    });

    var loop = new TapeLoop
    {
        Epochs = options.Epochs,
        Train = new TapePass(new TapeBatches(train_ds.Length, () => train_ds), train_step, train_loss, train_accuracy),
        Validation = new TapePass(new TapeBatches(val_ds.Length, () => val_ds), val_step, val_loss, val_accuracy),
        SaveBest = () => model.save_weights(options.Weights),
        EpochEnd = epoch => optimizer.learning_rate = (float)Cosine(options.LearningRate, epoch, options.Epochs),
    };
    float best = loop.Run();
    if (best > 0)
        Predict(options, PhotoData.HeldOut(val_files));
    ExampleProgram.PrintAccuracy(best);
}

// Half a cosine from the first rate to a hundredth of it. It is set after an epoch, so the first two have the same rate.
static double Cosine(double rate, int epoch, int epochs) => rate * (((1 + Math.Cos(Math.PI * epoch / epochs)) / 2 * (1 - 0.01)) + 0.01);

static void Predict(ExampleOptions options, string photo)
{
    options.RequireWeights();
    Model model = ModelRegistry.Get(options.Network!).Build(ClassIndices.Read("class_indices.json").Length);
    model.load_weights(options.Weights);
    Prediction.Show(model, photo, new PhotoInput(options.ImageSize, Preprocessing.Half), probabilities: false);
}
